using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Storage.ModelData;
using Etl.Storage.ModelData.Reading;
using Etl.Storage.Tests.ModelData.Support;

namespace Etl.Storage.Tests.ModelData;

public sealed class SharedReadTests
{
    private const int Count = 3_000;

    private static readonly ModelRef<Rates> Model = Core.Models.Model.Of<Rates>();
    private static readonly ModelRef<Changeables> Changeable = Core.Models.Model.Of<Changeables>();

    private readonly MemoryObjectStore _store = new();
    private readonly ModelBench _bench;

    public SharedReadTests() => _bench = new ModelBench(_store);

    [Fact]
    public async Task TasksThatReadAVersionAtOnce_ReadItsBlobOnce()
    {
        var version = await _bench.WriteAsync(Model, Rates());

        var (first, second) = await ReadAtOnceAsync<Rates, Rate>(Model, version);

        Assert.Equal(Rates(), first);
        Assert.Equal(Rates(), second);
        Assert.Equal(1, _store.Reads[version.Blob]);
        Assert.Equal(0, _store.Open);
    }

    [Fact]
    public async Task RowsThatCanBeChanged_AreOnlyTheirReaders()
    {
        var version = await _bench.WriteAsync(Changeable, Enumerable.Range(0, Count).Select(i => new Counter { Value = i }));

        var (first, second) = await ReadAtOnceAsync<Changeables, Counter>(Changeable, version);

        Assert.All(first.Zip(second), pair => Assert.NotSame(pair.First, pair.Second));
        Assert.Equal(2, _store.Reads[version.Blob]);
    }

    [Fact]
    public async Task DamageIsTold_ToEveryReader()
    {
        var version = await _bench.WriteAsync(Model, Rates());
        version = version with { BlobSha256 = new string('0', 64) };
        await using var attempt = _bench.Open([], requires: [Model], inputs: version);
        await using var first = attempt.Context.Input(Model).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await using var second = attempt.Context.Input(Model).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await first.MoveNextAsync());
        Assert.True(await second.MoveNextAsync());

        await Task.WhenAll(Assert.ThrowsAsync<ModelContentException>(() => RestAsync(first)), Assert.ThrowsAsync<ModelContentException>(() => RestAsync(second)));
        Assert.Equal(1, _store.Reads[version.Blob]);
    }

    [Theory]
    [InlineData(typeof(Rate), true)]
    [InlineData(typeof(Name), true)]
    [InlineData(typeof(Stay), false)]
    [InlineData(typeof(Counter), false)]
    [InlineData(typeof(Listing), false)]
    [InlineData(typeof(Unsealed), false)]
    [InlineData(typeof(HiddenState), false)]
    [InlineData(typeof(System.Text.Json.JsonElement), false)]
    public void OnlyRowsInWhichNothingCanBeChanged_AreShared(Type rows, bool expected) => Assert.Equal(expected, ImmutableRows.Are(rows));

    private static IEnumerable<Rate> Rates() => Enumerable.Range(0, Count).Select(i => new Rate($"room {i}", i));

    private async Task<(List<TRow> First, List<TRow> Second)> ReadAtOnceAsync<TModel, TRow>(ModelRef<TModel> model, ModelVersion version)
        where TModel : Model<TRow>
    {
        await using var attempt = _bench.Open([], requires: [model], inputs: version);
        await using var first = attempt.Context.Input(model).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await using var second = attempt.Context.Input(model).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await first.MoveNextAsync());
        Assert.True(await second.MoveNextAsync());
        var rests = await Task.WhenAll(RestAsync(first), RestAsync(second));
        return (rests[0], rests[1]);
    }

    private static async Task<List<T>> RestAsync<T>(IAsyncEnumerator<T> rows)
    {
        List<T> rest = [rows.Current];
        while (await rows.MoveNextAsync())
        {
            rest.Add(rows.Current);
        }

        return rest;
    }

    private sealed class Counter
    {
        public int Value { get; set; }
    }

    private sealed class Changeables : Model<Counter>;

    private sealed record Listing(IReadOnlyList<string> Names);

    private record Unsealed(string Name);

#pragma warning disable CS0414, IDE0044, IDE0051, IDE0052, CA1823 // what only a method of its own could change
    private sealed class HiddenState
    {
        private int _uses = 1;
    }
#pragma warning restore CS0414, IDE0044, IDE0051, IDE0052, CA1823
}
