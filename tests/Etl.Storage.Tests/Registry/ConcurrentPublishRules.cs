using Etl.Core.Registry;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.Storage.Tests.Registry;

/// <summary>Publishers and readers at the same time on a real store, each with an instance of its own as if it were a process.</summary>
public abstract class ConcurrentPublishRules
{
    private const int Publishers = 4;
    private const int RunsOfEach = 6;

    [Fact]
    public async Task Publish_SeveralAtOnce_ListsEveryVersionOfAllInOrder()
    {
        await PublishAllAsync();
        var heads = await (await OpenModelsAsync()).ReadAsync(TestContext.Current.CancellationToken);
        foreach (var model in heads.Models)
        {
            var versions = (await heads.FindAsync(model, TestContext.Current.CancellationToken))!.Versions;
            Assert.Equal(Publishers * RunsOfEach, versions.Select(version => version.RunId).Distinct().Count());
            Assert.Equal(versions.OrderByDescending(version => version.Order), versions);
        }

        Assert.Equal(["Clean", "Raw", "Rejected"], heads.Models);
    }

    [Fact]
    public async Task Read_WhileSeveralPublish_SeesAllModelsOfARunOrNone()
    {
        using var published = new CancellationTokenSource();
        var readers = Task.WhenAll(ReadUntilAsync(published.Token), ReadUntilAsync(published.Token));
        await PublishAllAsync();
        await published.CancelAsync();
        Assert.All(await readers, reads => Assert.True(reads > 0));
    }

    protected abstract Task<IObjectStore> OpenAsync();

    private async Task<PublishedModels> OpenModelsAsync() => new(await OpenAsync(), TimeProvider.System);

    private Task PublishAllAsync() => Task.WhenAll(Enumerable.Range(0, Publishers).Select(PublishAsync));

    private async Task PublishAsync(int publisher)
    {
        await Task.Yield();
        var models = await OpenModelsAsync();
        for (var i = 0; i < RunsOfEach; i++)
        {
            var claim = RegistrySamples.Claim($"hotels-{publisher}-{i}", day: 1 + ((i * 5) % 7), startedMinutes: publisher);
            IReadOnlyList<ModelVersion> outputs = [.. RegistrySamples.Commit(claim, "load").Outputs, .. RegistrySamples.Commit(claim, "clean").Outputs];
            await models.PublishAsync(outputs, TestContext.Current.CancellationToken);
        }
    }

    private async Task<int> ReadUntilAsync(CancellationToken published)
    {
        await Task.Yield();
        var models = await OpenModelsAsync();
        var reads = 0;
        for (var isLast = false; !isLast; reads++)
        {
            isLast = published.IsCancellationRequested;
            var heads = await models.ReadAsync(TestContext.Current.CancellationToken);
            var raw = await RunsOfAsync(heads, "Raw");
            Assert.Equal(raw, await RunsOfAsync(heads, "Clean"));
            Assert.Equal(raw, await RunsOfAsync(heads, "Rejected"));
        }

        return reads;
    }

    private static async Task<IReadOnlyList<string>> RunsOfAsync(Heads heads, string model) =>
        await heads.FindAsync(model, TestContext.Current.CancellationToken) is { } file ? [.. file.Versions.Select(version => version.RunId)] : [];
}
