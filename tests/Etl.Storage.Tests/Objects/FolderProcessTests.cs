using System.Diagnostics;
using System.Globalization;
using System.Text;
using Etl.Storage.Objects;

namespace Etl.Storage.Tests.Objects;

/// <summary>Several processes on one folder. Each runs an explicit test of this class, in this test program.</summary>
public sealed class FolderProcessTests : IDisposable
{
    private const string FolderVariable = "ETL_TEST_RACE_FOLDER";
    private const string NameVariable = "ETL_TEST_RACE_NAME";
    private const int Processes = 3;
    private const int Rounds = 100;

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Processes_Contending_ShareTheWinsAndLoseNoUpdate()
    {
        var store = new FolderObjectStore(_folder.Path);
        await store.TryCreateAsync("counter", "0"u8.ToArray(), Ct);

        await Task.WhenAll(Enumerable.Range(0, Processes).Select(i => RunAsync($"process-{i}")));

        Assert.Equal(Processes * Rounds, await ReadNumberAsync(store, "counter"));
        var wins = await store.ListAsync("wins/", Ct).ToListAsync(Ct);
        Assert.Equal(Processes, wins.Count);
        var sum = 0;
        foreach (var name in wins)
        {
            sum += await ReadNumberAsync(store, name);
        }

        Assert.Equal(Rounds, sum);
    }

    /// <summary>Creates the same objects as the others, increments the same counter, and records how many of the objects were its own.</summary>
    [Fact(Explicit = true)]
    public async Task Contend()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "runs in child processes only");
        var name = Environment.GetEnvironmentVariable(NameVariable);
        var store = new FolderObjectStore(folder);
        var won = 0;
        for (var i = 0; i < Rounds; i++)
        {
            won += await store.TryCreateAsync($"prize/{i}", Encoding.UTF8.GetBytes(name!), Ct) ? 1 : 0;
            await ObjectStoreRules.IncrementAsync(store, "counter");
        }

        Assert.True(await store.TryCreateAsync($"wins/{name}", Encoding.UTF8.GetBytes($"{won}"), Ct));
    }

    [Fact]
    public async Task Lease_OfAProcessThatIsKilled_IsFreeAtOnce()
    {
        using var holder = Start("holder", nameof(Hold));
        try
        {
            while (!File.Exists(Path.Combine(_folder.Path, "held")))
            {
                Assert.False(holder.HasExited, "the holder ended by itself");
                await Task.Delay(10, Ct);
            }

            Assert.Null(await new FolderObjectStore(_folder.Path).TryLeaseAsync("pools/warehouse/1", Ct));
        }
        finally
        {
            holder.Kill();
        }

        await holder.WaitForExitAsync(Ct);
        await using var held = await new FolderObjectStore(_folder.Path).TryLeaseAsync("pools/warehouse/1", Ct);

        Assert.NotNull(held);
    }

    /// <summary>Takes a lease, says so, and waits to be killed.</summary>
    [Fact(Explicit = true)]
    public async Task Hold()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "runs in child processes only");
        Assert.NotNull(await new FolderObjectStore(folder).TryLeaseAsync("pools/warehouse/1", Ct));
        await File.WriteAllTextAsync(Path.Combine(folder, "held"), "", Ct);
        await Task.Delay(Timeout.InfiniteTimeSpan, Ct);
    }

    private static async Task<int> ReadNumberAsync(FolderObjectStore store, string name) =>
        int.Parse(Encoding.UTF8.GetString((await store.TryReadAsync(name, Ct))!.Content.Span), CultureInfo.InvariantCulture);

    private async Task RunAsync(string name)
    {
        using var process = Start(name, nameof(Contend));
        var output = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.True(process.ExitCode == 0, output);
    }

    private Process Start(string name, string method)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", typeof(FolderProcessTests).Assembly.Location, "-noLogo", "-noColor", "-explicit", "only", "-method", $"{typeof(FolderProcessTests).FullName}.{method}" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { [FolderVariable] = _folder.Path, [NameVariable] = name },
        };
        return Process.Start(start)!;
    }
}
