using Etl.Core.Runs;
using Etl.EndToEnd.Tests.Harness;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.EndToEnd.Tests;

public sealed class ClockTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ClockThatJumpsAnHourBackAndForth_ChangesNothingOfWhatIsPublished(int seed)
    {
        using var folder = new TempFolder();
        var undisturbed = await RunAsync(folder, "undisturbed", TimeProvider.System);

        var disturbed = await RunAsync(folder, "disturbed", new JumpingClock(seed));

        Assert.Equal(undisturbed, disturbed);
    }

    private static async Task<IReadOnlyList<string>> RunAsync(TempFolder folder, string name, TimeProvider time)
    {
        var store = new FolderObjectStore(Path.Combine(folder.Path, name));
        await using var host = await HotelsHost.StartAsync(Path.Combine(folder.Path, $"{name}-hub"), store, time);
        await host.StartRunAsync("hotels-1");
        await host.WaitForEndAsync("hotels-1");
        Assert.Equal(RunStatus.Succeeded, (await new RunRecords(store, TimeProvider.System).FindSummaryAsync("hotels-1"))!.Status);
        return await HotelsHost.PublishedAsync(store);
    }

    /// <summary>Says at each look the right time, or an hour less or more. Its timers are right: they don't count by the clock on the wall.</summary>
    private sealed class JumpingClock(int seed) : TimeProvider
    {
        private readonly Lock _gate = new();
        private readonly Random _random = new(seed);

        public override DateTimeOffset GetUtcNow()
        {
            lock (_gate)
            {
                return System.GetUtcNow().AddHours(_random.Next(-1, 2));
            }
        }
    }
}
