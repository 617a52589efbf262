using System.Text;
using Etl.Core.Pipelines;
using Etl.Core.Runs;
using Etl.Functions.Tests.Support;
using Etl.Storage.Registry;

namespace Etl.Functions.Tests.Runs;

public sealed class DamagedRegistryTests
{
    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    public async Task DamagedRoot_RefusesTheRunAtOnce_AndNamesTheObject(string content)
    {
        await using var app = await new TestApp(new Pipeline("p", [Numbers.Sum("A")])).StartAsync();
        Assert.True(await app.Store.TryCreateAsync("heads/root.json", Encoding.UTF8.GetBytes(content), TestApp.Cancellation));

        var run = await app.RunAsync("p");

        Assert.Equal((RunStatus.Failed, "Refused"), (run.Status, run.Error!.Type));
        Assert.StartsWith($"'heads/root.json' in the store {app.Store.Description} can't be read: ", run.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Etl.", run.Error.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Skipped, Assert.Single(run.Tasks).Status);
        await Assert.ThrowsAsync<RecordFormatException>(() => app.Get<PublishedModels>().ReadAsync(TestApp.Cancellation));
    }
}
