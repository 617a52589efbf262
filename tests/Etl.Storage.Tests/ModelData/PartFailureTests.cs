using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Storage.ModelData;
using Etl.Storage.Objects;
using Etl.Storage.Tests.ModelData.Support;

namespace Etl.Storage.Tests.ModelData;

public sealed class PartFailureTests : IDisposable
{
    private static readonly ModelRef<Rates> Model1 = Model.Of<Rates>();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-models-");
    private readonly MemoryObjectStore _store = new();
    private readonly ModelBench _bench;

    public PartFailureTests() => _bench = new ModelBench(_store) { Parts = ModelBench.SmallParts };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task AFailingPart_StopsTheWriterWithItsError_AndTheOthersAreDeleted()
    {
        FailAfterCommits(2);
        await using (var attempt = _bench.Open([Model1]))
        {
            var failure = await Assert.ThrowsAsync<StoreException>(() => attempt.Context.Output(Model1).WriteAllAsync(PartTests.Rates(100_000)));
            Assert.Equal("The disk is full.", failure.Message);
            var again = await Assert.ThrowsAsync<InvalidOperationException>(() => attempt.Data.CompleteAsync());
            Assert.Same(failure, again.InnerException);
        }

        AssertNothingIsLeft();
    }

    [Fact]
    public async Task ALastPartThatFails_FailsTheCompletion()
    {
        FailAfterCommits(0);
        await using (var attempt = _bench.Open([Model1]))
        {
            await attempt.Context.Output(Model1).WriteAsync(new Rate("A", 1));
            await Assert.ThrowsAsync<StoreException>(() => attempt.Data.CompleteAsync());
        }

        AssertNothingIsLeft();
    }

    [Fact]
    public async Task AStoreThatCanNotStartAPart_IsTheWritersError()
    {
        var store = new RefusingStore(_store, refuseFrom: 3);
        var bench = new ModelBench(store) { Parts = ModelBench.SmallParts };
        await using (var attempt = bench.Open([Model1]))
        {
            await Assert.ThrowsAsync<StoreException>(() => attempt.Context.Output(Model1).WriteAllAsync(PartTests.Rates(100_000)));
        }

        Assert.Equal(0, bench.Models.Budget.InUse);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task DisposedInTheMiddle_NothingIsLeft_AndNoWorkerRuns()
    {
        await using (var attempt = _bench.Open([Model1]))
        {
            await attempt.Context.Output(Model1).WriteAllAsync(PartTests.Rates(2_000));
        }

        AssertNothingIsLeft();
    }

    [Fact]
    public async Task DisposedWhileTheWriterWaits_TheWriterIsToldThatTheOutputHasEnded()
    {
        using var release = new ManualResetEventSlim();
        _store.BeforeWrite = _ => release.Wait();
        var attempt = _bench.Open([Model1], ModelBench.Stored(Model1, ModelFormat.JsonLines, ModelCompression.None));
        var output = attempt.Context.Output(Model1);
        var waiting = ValueTask.CompletedTask;
        while (waiting.IsCompleted)
        {
            await waiting;
            waiting = output.WriteAsync(new Rate("room 0000", 1));
        }

        var disposing = attempt.DisposeAsync();
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await waiting);
        release.Set();
        await disposing;

        Assert.Contains("has ended", exception.Message, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task AnAttemptThatMustStop_EndsTheWaitOfAWriter()
    {
        using var release = new ManualResetEventSlim();
        using var stopping = new CancellationTokenSource();
        _store.BeforeWrite = _ => release.Wait();
        var attempt = _bench.Open([Model1], ModelBench.Stored(Model1, ModelFormat.JsonLines, ModelCompression.None), stopping: stopping.Token);
        var output = attempt.Context.Output(Model1);
        var waiting = ValueTask.CompletedTask;
        while (waiting.IsCompleted)
        {
            await waiting;
            waiting = output.WriteAsync(new Rate("room 0000", 1));
        }

        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        release.Set();
        await attempt.DisposeAsync();

        AssertNothingIsLeft();
    }

    [Fact]
    public async Task CompleteThatIsCancelled_LeavesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        _store.BeforeCommit = _ =>
        {
            cancellation.Cancel();
            release.Wait();
        };
        var attempt = _bench.Open([Model1]);
        await attempt.Context.Output(Model1).WriteAsync(new Rate("A", 1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attempt.Data.CompleteAsync(cancellation.Token));
        release.Set();
        await attempt.DisposeAsync();

        AssertNothingIsLeft();
    }

    [Fact]
    public async Task DisposedAfterComplete_EveryPartStays()
    {
        ModelVersion version;
        await using (var attempt = _bench.Open([Model1]))
        {
            await attempt.Context.Output(Model1).WriteAllAsync(PartTests.Rates(1_000));
            version = Assert.Single(await attempt.Data.CompleteAsync());
        }

        Assert.Equal(version.AllParts.Select(part => part.Blob).Order(StringComparer.Ordinal), _store.Objects.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(PartTests.Rates(1_000), await _bench.ReadAsync<Rates, Rate>(Model1, version));
    }

    [Fact]
    public async Task OnAFolder_ADiscardedVersion_LeavesNoFile()
    {
        await using (var attempt = new ModelBench(new FolderObjectStore(_folder.FullName)) { Parts = ModelBench.SmallParts }.Open([Model1]))
        {
            await attempt.Context.Output(Model1).WriteAllAsync(PartTests.Rates(20_000));
            Assert.NotEmpty(Models());
        }

        Assert.Empty(Models());

        IEnumerable<FileInfo> Models() => _folder.EnumerateFiles("*.jsonl.gz", SearchOption.AllDirectories);
    }

    [Theory]
    [MemberData(nameof(DamageTests.Encodings), MemberType = typeof(DamageTests))]
    public async Task ADamagedPart_IsNamed(ModelFormat format, ModelCompression compression)
    {
        var version = await WriteAsync(format, compression);
        var damaged = version.Parts![2];
        var bytes = _store.Objects[damaged.Blob];
        bytes[^2] ^= 1;
        Assert.Contains($"Blob '{damaged.Blob}' of model 'Rates' version {version.Version} is not what was committed (sha256 differs)", await ReadFailureAsync(version), StringComparison.Ordinal);

        _store.Objects[damaged.Blob] = bytes[..^3];
        Assert.Contains($"Blob '{damaged.Blob}' of model 'Rates' version {version.Version} is not what was committed (it has {bytes.Length - 3} bytes instead of {bytes.Length})", await ReadFailureAsync(version), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingPart_IsNamed_WithModelAndVersion()
    {
        var version = await WriteAsync(ModelFormat.JsonLines, ModelCompression.Gzip);
        var missing = version.Parts![1].Blob;
        _store.Objects.TryRemove(missing, out _);

        Assert.Equal($"Blob '{missing}' of model 'Rates' version {version.Version} is not in the store memory. It may have been deleted by hand. Run task 'Produce' again to make a new version.", await ReadFailureAsync(version));
    }

    [Fact]
    public async Task SwappedParts_AreDamage()
    {
        var version = await WriteAsync(ModelFormat.JsonLines, ModelCompression.None);
        var (first, second) = (version.Parts![0], version.Parts[1]);
        (_store.Objects[first.Blob], _store.Objects[second.Blob]) = (_store.Objects[second.Blob], _store.Objects[first.Blob]);

        Assert.Contains($"Blob '{first.Blob}' of model 'Rates' version {version.Version} is not what was committed (sha256 differs)", await ReadFailureAsync(version), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALineThatCanNotBeRead_IsCountedFromTheStartOfItsPart()
    {
        var version = await WriteAsync(ModelFormat.JsonLines, ModelCompression.None);
        var second = version.Parts![1];
        var content = "{\"room\":\"A\",\"price\":1}\n{\"room\":\n"u8.ToArray();
        _store.Objects[second.Blob] = content;
        var parts = version.Parts.ToList();
        parts[1] = second with { Bytes = content.Length, BlobSha256 = StoredBytes.Sha256(content) };

        Assert.StartsWith($"Line 2 of blob '{second.Blob}' of model 'Rates' version {version.Version} can't be read as 'Rate': ", await ReadFailureAsync(version with { Parts = parts }), StringComparison.Ordinal);
    }

    private Task<ModelVersion> WriteAsync(ModelFormat format, ModelCompression compression) =>
        _bench.WriteAsync(Model1, PartTests.Rates(1_000), ModelBench.Stored(Model1, format, compression));

    private async Task<string> ReadFailureAsync(ModelVersion version)
    {
        var exception = await Assert.ThrowsAsync<ModelContentException>(() => _bench.ReadAsync<Rates, Rate>(Model1, version));
        Assert.Equal(0, _store.Open);
        return exception.Message;
    }

    private void FailAfterCommits(int count) => _store.BeforeCommit = _ =>
    {
        if (_store.Commits.Count >= count)
        {
            throw new StoreException("The disk is full.", isTransient: false);
        }
    };

    private void AssertNothingIsLeft()
    {
        Assert.Equal(0, _bench.Models.Budget.InUse);
        Assert.Equal(0, _store.Open);
        Assert.Empty(_store.Objects);
    }
}
