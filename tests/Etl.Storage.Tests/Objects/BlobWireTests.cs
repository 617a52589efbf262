using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Etl.Storage.Objects;
using Etl.Storage.Tests.Azurite;

namespace Etl.Storage.Tests.Objects;

/// <summary>What goes over the wire, seen by a policy in the client's pipeline in front of a real Azurite.</summary>
public class BlobWireTests(AzuriteFixture azurite)
{
    private const int Block = 1024;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_SmallerThanABlock_IsOnePlainPut()
    {
        var wire = new WirePolicy();
        var store = await OpenAsync(wire);

        await using (var upload = store.CreateUpload("a/b"))
        {
            await upload.WriteAsync(new byte[Block - 1], Ct);
            await upload.CommitAsync(Ct);
        }

        Assert.Equal(["PUT"], wire.Requests);
    }

    [Fact]
    public async Task Upload_LargerThanABlock_IsBlocksAndOneCommit()
    {
        var wire = new WirePolicy();
        var store = await OpenAsync(wire);

        await using (var upload = store.CreateUpload("a/b"))
        {
            await upload.WriteAsync(new byte[(2 * Block) + 1], Ct);
            await upload.CommitAsync(Ct);
        }

        Assert.Equal(["PUT block", "PUT block", "PUT block", "PUT blocklist"], wire.Requests);
    }

    [Fact]
    public async Task Write_WhileBlocksAreOnTheirWay_GoesOnForThreeBlocks()
    {
        var wire = new WirePolicy { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        var store = await OpenAsync(wire);
        await using var upload = store.CreateUpload("a/b");

        await upload.WriteAsync(new byte[3 * Block], Ct);
        var fourth = upload.WriteAsync(new byte[Block], Ct).AsTask();

        Assert.Equal(3, wire.Requests.Count);
        Assert.False(fourth.IsCompleted);
        wire.Gate.SetResult();
        await fourth;
        await upload.CommitAsync(Ct);
        Assert.Equal(4 * Block, (await store.TryReadAsync("a/b", Ct))!.Content.Length);
    }

    [Fact]
    public async Task Upload_BlockFails_CanBeNeitherWrittenNorCommitted()
    {
        var wire = new WirePolicy { Answer = request => request == "PUT block" ? new IOException("the cable is out") : null };
        var store = await OpenAsync(wire);
        await using var upload = store.CreateUpload("a/b");
        await upload.WriteAsync(new byte[3 * Block], Ct);

        var e = await Assert.ThrowsAsync<StoreException>(async () => await upload.WriteAsync(new byte[3 * Block], Ct));

        Assert.Contains("'a/b' can't be written", e.Message, StringComparison.Ordinal);
        Assert.True(e.IsTransient);
        await Assert.ThrowsAsync<StoreException>(() => upload.CommitAsync(Ct));
        Assert.DoesNotContain("PUT blocklist", wire.Requests);
        Assert.Null(await store.TryReadAsync("a/b", Ct));
    }

    [Fact]
    public async Task Upload_DisposedWhileBlocksAreOnTheirWay_StopsThem()
    {
        var wire = new WirePolicy { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        var store = await OpenAsync(wire);
        var upload = store.CreateUpload("a/b");
        await upload.WriteAsync(new byte[2 * Block], Ct);

        await upload.DisposeAsync();

        Assert.Equal(2, wire.Cancelled);
    }

    [Fact]
    public async Task TwoUploadsOfOneName_NeverMixTheirBlocks()
    {
        var store = await OpenAsync(new WirePolicy());
        await using var left = store.CreateUpload("a/b");
        await using var right = store.CreateUpload("a/b");
        await left.WriteAsync(Encoding.ASCII.GetBytes(new string('l', 2 * Block)), Ct);
        await right.WriteAsync(Encoding.ASCII.GetBytes(new string('r', 2 * Block)), Ct);

        await left.CommitAsync(Ct);

        var content = Encoding.ASCII.GetString((await store.TryReadAsync("a/b", Ct))!.Content.Span);
        Assert.Equal(new string('l', 2 * Block), content);
    }

    [Fact]
    public async Task TryCreate_AnswerIsLost_LosesToItself()
    {
        var answersToLose = 1;
        var wire = new WirePolicy { LoseAnswer = request => request == "PUT" && Interlocked.Decrement(ref answersToLose) >= 0 };
        var store = await OpenAsync(wire);

        var created = await store.TryCreateAsync("runs/a/claim.json", "mine"u8.ToArray(), Ct);

        Assert.False(created);
        Assert.Equal(["PUT", "PUT"], wire.Requests);
        Assert.Equal("mine"u8.ToArray(), (await store.TryReadAsync("runs/a/claim.json", Ct))!.Content.ToArray());
    }

    [Fact]
    public async Task OpenRead_ConnectionBreaksOnce_GoesOnWhereItWas()
    {
        var wire = new WirePolicy { ReadsToBreak = 1 };
        var store = await OpenAsync(wire);
        var content = new byte[200 * 1024];
        new Random(1).NextBytes(content);
        await store.TryCreateAsync("a/b", content, Ct);

        var copy = new MemoryStream();
        await using (var stream = await store.OpenReadAsync("a/b", Ct))
        {
            await stream.CopyToAsync(copy, Ct);
        }

        Assert.Equal(content, copy.ToArray());
        Assert.Equal(0, wire.ReadsToBreak);
    }

    [Fact]
    public async Task OpenRead_ConnectionKeepsBreaking_SaysSo()
    {
        var wire = new WirePolicy { ReadsToBreak = int.MaxValue };
        var store = await OpenAsync(wire);
        await store.TryCreateAsync("a/b", new byte[200 * 1024], Ct);
        await using var stream = await store.OpenReadAsync("a/b", Ct);

        var e = await Assert.ThrowsAsync<StoreException>(() => stream.CopyToAsync(Stream.Null, Ct));

        Assert.StartsWith("'a/b' can't be read in the container", e.Message, StringComparison.Ordinal);
        Assert.Contains("the connection broke", e.Message, StringComparison.Ordinal);
        Assert.True(e.IsTransient);
    }

    private async Task<BlobObjectStore> OpenAsync(WirePolicy wire)
    {
        var options = new BlobClientOptions { Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2), MaxRetries = 2 } };
        options.AddPolicy(wire, HttpPipelinePosition.PerRetry);
        return new BlobObjectStore(await azurite.CreateContainerAsync(options)) { BlockSize = Block };
    }
}
