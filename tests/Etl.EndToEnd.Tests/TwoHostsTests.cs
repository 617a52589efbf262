using Etl.Core.Runs;
using Etl.EndToEnd.Tests.Harness;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.EndToEnd.Tests;

/// <summary>Two hosts, each with a hub of its own, on one registry. (A hub has one host: <see cref="ServeTests"/>.)</summary>
public sealed class TwoHostsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SameRunStartedOnBoth_HasOneWinner()
    {
        var store = new FolderObjectStore(_folder.Store);
        await using var first = await StartAsync("first", store);
        await using var second = await StartAsync("second", store);

        var starts = await Task.WhenAll(first.StartRunAsync("hotels-1"), second.StartRunAsync("hotels-1"));

        var isFirst = starts[0].IsNew;
        Assert.Single(starts, start => start.IsNew);
        Assert.Equal(starts[0].Claim.ClaimId, starts[1].Claim.ClaimId);
        await (isFirst ? first : second).WaitForEndAsync("hotels-1");
        Assert.Equal(RunStatus.Succeeded, (await new RunRecords(store, TimeProvider.System).FindSummaryAsync("hotels-1"))!.Status);
    }

    [Fact]
    public async Task SameRunWorkedOnByBoth_HasOneOutcomeForEachTaskAndIsPublishedOnce()
    {
        var undisturbed = new FolderObjectStore(Path.Combine(_folder.Path, "undisturbed"));
        await using (var host = await StartAsync("undisturbed-hub", undisturbed))
        {
            await host.StartRunAsync("hotels-1");
            await host.WaitForEndAsync("hotels-1");
        }

        var store = new FolderObjectStore(_folder.Store);
        await using var first = await StartAsync("first", store);
        await using var second = await StartAsync("second", store);
        await first.StartRunAsync("hotels-1");
        await second.TakeUpAsync("hotels-1");
        await Task.WhenAll(first.WaitForEndAsync("hotels-1"), second.WaitForEndAsync("hotels-1"));

        var records = new RunRecords(store, TimeProvider.System);
        var summary = (await records.FindSummaryAsync("hotels-1"))!;
        Assert.Equal(RunStatus.Succeeded, summary.Status);
        var commits = await records.FindCommitsAsync((await records.FindClaimAsync("hotels-1"))!);
        Assert.All(commits, commit => Assert.True(commit!.Status.IsSuccess()));
        Assert.Equal(
            commits.SelectMany(commit => commit!.Outputs).Select(version => (version.Model, version.Version)).Order(),
            summary.Models.Select(model => (model.Model, model.Version)).Order());
        Assert.Equal(await HotelsHost.PublishedAsync(undisturbed), await HotelsHost.PublishedAsync(store));
    }

    private Task<HotelsHost> StartAsync(string hub, FolderObjectStore store) => HotelsHost.StartAsync(Path.Combine(_folder.Path, hub), store);
}
