using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Storage.Objects;
using Etl.Storage.Tests.ModelData.Support;

namespace Etl.Storage.Tests.ModelData;

public sealed class StoredTaskDataTests : IDisposable
{
    private static readonly ModelRef<Rates> North = Model.Of<Rates>("North");
    private static readonly ModelRef<Rates> South = Model.Of<Rates>("South");
    private static readonly ModelRef<Report> Page = Model.Of<Report>();
    private static readonly ModelRef<Summaries> Totals = Model.Of<Summaries>();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-models-");
    private readonly MemoryObjectStore _store = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Complete_ReturnsAVersionForEachOutput_InTheOrderOfProvides()
    {
        var bench = new ModelBench(_store);
        await using var attempt = bench.Open([South, Totals, Page, North]);
        await attempt.Context.Output(North).WriteAsync(new Rate("A", 1));
        await (await attempt.Context.OpenOutputAsync(Page)).DisposeAsync();
        await attempt.Context.WriteAsync(Totals, new Summary("all", 3));
        attempt.Context.Output(South);
        bench.Time.Advance(TimeSpan.FromMinutes(5));

        var versions = await attempt.Data.CompleteAsync();

        Assert.Equal(["Rates.South", "Summaries", "Report", "Rates.North"], versions.Select(version => version.Model));
        Assert.Equal([0, 1, 0, 1], versions.Select(version => version.Rows));
        Assert.All(versions, version =>
        {
            Assert.Matches("^[0-9a-f]{12}$", version.Version);
            Assert.Equal(bench.Job.RunId, version.RunId);
            Assert.Equal(ModelBench.TaskName, version.Task);
            Assert.Null(version.Partition);
            Assert.Equal(new OrderKey(bench.Job.BusinessDate, bench.Job.StartedAt, bench.Job.RunId), version.Order);
            Assert.Equal(bench.Time.GetUtcNow(), version.CreatedAt);
            Assert.Equal(_store.Objects[version.Blob].Length, version.Bytes);
        });
    }

    [Fact]
    public async Task Versions_LieUnderTheirModel_WithTheEndingsOfFormatAndCompression()
    {
        var configs = ModelBench.Stored(North, ModelFormat.Csv, ModelCompression.Gzip).OverriddenBy(ModelBench.Stored(South, ModelFormat.JsonLines, ModelCompression.None));
        await using var attempt = new ModelBench(_store).Open([North, South, Totals, Page], configs);
        attempt.Context.Output(North);
        attempt.Context.Output(South);
        await attempt.Context.WriteAsync(Totals, new Summary("all", 3));
        await (await attempt.Context.OpenOutputAsync(Page)).DisposeAsync();

        var versions = await attempt.Data.CompleteAsync();

        Assert.Equal(
            [
                ($"models/Rates.North/{versions[0].Version}.csv.gz", "text/csv"),
                ($"models/Rates.South/{versions[1].Version}.jsonl", "application/jsonl"),
                ($"models/Summaries/{versions[2].Version}.json.gz", "application/json"),
                ($"models/Report/{versions[3].Version}.html", "text/html; charset=utf-8"),
            ],
            versions.Select(version => (version.Blob, version.MediaType)));
    }

    [Fact]
    public async Task Dispose_WithoutComplete_LeavesNothing()
    {
        await using (var attempt = new ModelBench(_store).Open([North, South, Totals, Page]))
        {
            var sample = new Rate(new string('x', 5_000), 1);
            await attempt.Context.Output(North).WriteAllAsync(Enumerable.Repeat(sample, 1_000));
            attempt.Context.Output(South);
            await attempt.Context.WriteAsync(Totals, new Summary("all", 3));
            await using var file = await attempt.Context.OpenOutputAsync(Page);
            await file.WriteAsync(new byte[1_000_000]);
            Assert.NotEqual(0, _store.Open);
        }

        Assert.Empty(_store.Objects);
        Assert.Equal(0, _store.Open);
    }

    [Fact]
    public async Task Dispose_WithoutComplete_LeavesNoFileInAFolder()
    {
        await using (var attempt = new ModelBench(new FolderObjectStore(_folder.FullName)).Open([North]))
        {
            await attempt.Context.Output(North).WriteAllAsync(Enumerable.Range(0, 50_000).Select(i => new Rate($"room {i}", i)));
        }

        Assert.Empty(_folder.EnumerateFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Counters_FollowTheWritingOfAllOutputs()
    {
        await using var attempt = new ModelBench(_store).Open([North, South, Page], ModelBench.Stored(North, ModelFormat.JsonLines, ModelCompression.None));
        var north = attempt.Context.Output(North);
        await north.WriteAsync(new Rate("A", 1));
        await attempt.Context.Output(South).WriteAsync(new Rate("A", 1));
        Assert.Equal((2, 0), (attempt.Data.Rows, attempt.Data.Bytes));

        await north.WriteAsync(new Rate(new string('x', 200_000), 1));
        Assert.Equal((3, 2), (attempt.Data.Rows, north.Rows));
        await using (var file = await attempt.Context.OpenOutputAsync(Page))
        {
            await file.WriteAsync(new byte[200_000]);
            Assert.True(attempt.Data.Bytes >= 200_000);
        }

        var versions = await attempt.Data.CompleteAsync();
        Assert.Equal(versions.Sum(version => version.Bytes), attempt.Data.Bytes);
    }

    [Fact]
    public async Task Writer_GivenACancelledToken_TakesNothing()
    {
        await using var attempt = new ModelBench(_store).Open([North]);
        var output = attempt.Context.Output(North);

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await output.WriteAsync(new Rate("A", 1), new CancellationToken(canceled: true)));

        Assert.Equal(0, output.Rows);
    }

    [Fact]
    public async Task AnAttemptThatMustStop_NeitherTakesNorGivesRows_EvenWithoutAToken()
    {
        using var stopping = new CancellationTokenSource();
        var bench = new ModelBench(_store);
        var input = await bench.WriteAsync(South, [new Rate("A", 1), new Rate("B", 2)]);
        await using var attempt = bench.Open([North, Page], requires: [South], stopping: stopping.Token, inputs: input);
        var output = attempt.Context.Output(North);
        await using var file = await attempt.Context.OpenOutputAsync(Page);
        await using var rows = attempt.Context.Input(South).GetAsyncEnumerator();
        Assert.True(await rows.MoveNextAsync());
        await output.WriteAsync(rows.Current);

        await stopping.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await rows.MoveNextAsync());
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await output.WriteAsync(new Rate("B", 2)));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await file.WriteAsync(new byte[1]));
    }

    [Fact]
    public async Task AWriteThatFailed_CannotBeFollowedByAnother_NorByComplete()
    {
        await using var attempt = new ModelBench(_store) { Parts = ModelBench.SmallParts }.Open([North]);
        var output = attempt.Context.Output(North);
        _store.BeforeWrite = _ => throw new StoreException("The disk is full.", isTransient: false);
        await Assert.ThrowsAsync<StoreException>(async () => await output.WriteAllAsync(Rooms(100_000)));
        _store.BeforeWrite = _ => { };

        var again = await Assert.ThrowsAsync<InvalidOperationException>(async () => await output.WriteAsync(new Rate("A", 1)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => attempt.Data.CompleteAsync());

        Assert.Contains("An earlier write to the output 'Rates.North' failed", again.Message, StringComparison.Ordinal);
        Assert.Empty(_store.Objects);
    }

    [Fact]
    public async Task ACancelledWrite_CannotBeCompleted()
    {
        using var cancellation = new CancellationTokenSource();
        await using var attempt = new ModelBench(_store) { Parts = ModelBench.SmallParts }.Open([North]);
        _store.BeforeWrite = _ => cancellation.Cancel();

        var output = attempt.Context.Output(North);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            foreach (var room in Rooms(100_000))
            {
                await output.WriteAsync(room, cancellation.Token);
            }
        });

        await Assert.ThrowsAsync<InvalidOperationException>(() => attempt.Data.CompleteAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Complete_WithAnOutputThatWasNotWritten_NamesItAndCommitsNothing()
    {
        await using var attempt = new ModelBench(_store).Open([North, South]);
        attempt.Context.Output(North);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => attempt.Data.CompleteAsync());

        Assert.Equal("Task 'Produce' has not written 'Rates.South', which it provides.", exception.Message);
        Assert.Empty(_store.Objects);
    }

    [Fact]
    public async Task AfterComplete_NothingCanBeWritten()
    {
        await using var attempt = new ModelBench(_store).Open([North]);
        var output = attempt.Context.Output(North);
        await attempt.Data.CompleteAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await output.WriteAsync(new Rate("A", 1)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => attempt.Data.CompleteAsync());
    }

    [Fact]
    public async Task ARowThatIsNoJson_IsNamedByItsNumber_AndLeavesNoTrace()
    {
        var model = Model.Of<Ratios>();
        await using var attempt = new ModelBench(_store).Open([model], ModelBench.Stored(model, ModelFormat.JsonLines, ModelCompression.None));
        var output = attempt.Context.Output(model);
        await output.WriteAsync(new Ratio(1));

        var exception = await Assert.ThrowsAsync<PermanentTaskException>(async () => await output.WriteAsync(new Ratio(double.NaN)));
        await output.WriteAsync(new Ratio(2));

        Assert.StartsWith("Row 2 of output 'Ratios' can't be written as JSON: ", exception.Message, StringComparison.Ordinal);
        var version = Assert.Single(await attempt.Data.CompleteAsync());
        Assert.Equal("{\"value\":1}\n{\"value\":2}\n"u8.ToArray(), _store.Objects[version.Blob]);
        Assert.Equal(2, version.Rows);
    }

    [Fact]
    public async Task ANullRow_IsRefused()
    {
        await using var attempt = new ModelBench(_store).Open([North]);

        await Assert.ThrowsAsync<ArgumentNullException>(async () => await attempt.Context.Output(North).WriteAsync(null!));
    }

    [Fact]
    public async Task Input_EndedEarly_ClosesTheBlob()
    {
        var bench = new ModelBench(_store);
        var input = await bench.WriteAsync(South, Rooms(10_000));
        await using var attempt = bench.Open([], requires: [South], inputs: input);

        await foreach (var row in attempt.Context.Input(South))
        {
            Assert.Equal(1, _store.Open);
            Assert.Equal("room 0", row.Room);
            break;
        }

        Assert.Equal(0, _store.Open);
    }

    [Fact]
    public async Task Input_ReadTwice_StartsFromTheFirstRow()
    {
        var bench = new ModelBench(_store);
        var input = await bench.WriteAsync(South, Rooms(3));
        await using var attempt = bench.Open([], requires: [South], inputs: input);

        for (var i = 0; i < 2; i++)
        {
            var rows = new List<Rate>();
            await foreach (var row in attempt.Context.Input(South))
            {
                rows.Add(row);
            }

            Assert.Equal(Rooms(3), rows);
        }
    }

    [Fact]
    public async Task Input_WithoutAVersion_IsNamed()
    {
        await using var attempt = new ModelBench(_store).Open([], requires: [South]);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await attempt.Context.Input(South).GetAsyncEnumerator().MoveNextAsync());

        Assert.Contains("was given no version of 'Rates.South' to read", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAttemptThatIsGivenUpWhileItWrites_CanBeDisposed()
    {
        var attempt = new ModelBench(_store) { Parts = ModelBench.SmallParts }.Open([North]);
        var output = attempt.Context.Output(North);
        var disposing = new TaskCompletionSource<Task>();
        _store.BeforeWrite = _ =>
        {
            disposing.TrySetResult(attempt.DisposeAsync().AsTask());
            Assert.Equal(1, _store.Open);
        };

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await output.WriteAllAsync(Rooms(100_000)));
        await await disposing.Task;

        Assert.Empty(_store.Objects);
        Assert.Equal(0, _store.Open);
    }

    private static IEnumerable<Rate> Rooms(int count) => Enumerable.Range(0, count).Select(i => new Rate($"room {i}", i));

    internal sealed record Ratio(double Value);

    internal sealed class Ratios : Model<Ratio>;
}
