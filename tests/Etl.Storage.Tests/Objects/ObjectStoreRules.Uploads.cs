using System.Security.Cryptography;
using Etl.Storage.Objects;

namespace Etl.Storage.Tests.Objects;

public abstract partial class ObjectStoreRules
{
    private const int Block = 4 * 1024 * 1024;

    [Fact]
    public async Task Upload_BeforeCommit_IsInvisible()
    {
        await using var upload = Store.CreateUpload("models/Bookings/v1.csv");
        await upload.WriteAsync(new byte[Block + 1], Ct);

        Assert.Null(await Store.TryReadAsync("models/Bookings/v1.csv", Ct));
        Assert.Empty(await ListAsync("models/"));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => Store.OpenReadAsync("models/Bookings/v1.csv", Ct));
    }

    [Fact]
    public async Task Upload_DisposedBeforeCommit_LeavesNothing()
    {
        await using (var upload = Store.CreateUpload("models/Bookings/v1.csv"))
        {
            await upload.WriteAsync(new byte[Block + 1], Ct);
        }

        Assert.Null(await Store.TryReadAsync("models/Bookings/v1.csv", Ct));
        Assert.Empty(await ListAsync("models/"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Block - 1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    [InlineData((5 * Block) + 12_345)]
    public async Task Upload_Committed_IsReadAsWritten(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);

        await UploadAsync("models/Bookings/v1.csv", content, piece: 1_000_003);

        Assert.Equal(Hash(content), Hash(await ReadAllAsync(await Store.OpenReadAsync("models/Bookings/v1.csv", Ct))));
        Assert.Equal(["models/Bookings/v1.csv"], await ListAsync("models/"));
    }

    [Fact]
    public async Task Upload_CallerReusesItsBuffer_IsReadAsWritten()
    {
        var buffer = new byte[100_000];
        await using (var upload = Store.CreateUpload("a/b"))
        {
            for (var i = 0; i < 100; i++)
            {
                buffer.AsSpan().Fill((byte)i);
                await upload.WriteAsync(buffer, Ct);
            }

            await upload.CommitAsync(Ct);
        }

        var content = await ReadAllAsync(await Store.OpenReadAsync("a/b", Ct));
        Assert.Equal(100 * buffer.Length, content.Length);
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(i, content[(i * buffer.Length) + (i * 7)]));
    }

    [Fact]
    public async Task Upload_TakenName_ReplacesTheObjectWhole()
    {
        await UploadAsync("a/b", new byte[Block + 100], piece: Block);

        await UploadAsync("a/b", "short"u8.ToArray(), piece: 3);

        Assert.Equal("short", Text(await Store.TryReadAsync("a/b", Ct)));
    }

    [Fact]
    public async Task Upload_DisposedOverAnObject_LeavesThatObject()
    {
        await Store.TryCreateAsync("a/b", Bytes("old"), Ct);

        await using (var upload = Store.CreateUpload("a/b"))
        {
            await upload.WriteAsync(new byte[Block + 1], Ct);
        }

        Assert.Equal("old", Text(await Store.TryReadAsync("a/b", Ct)));
    }

    [Fact]
    public async Task OpenRead_MissingObject_SaysWhich()
    {
        var e = await Assert.ThrowsAsync<ObjectNotFoundException>(() => Store.OpenReadAsync("models/None/v1.csv", Ct));

        Assert.Equal("models/None/v1.csv", e.Name);
        Assert.Contains(Store.Description, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenRead_ObjectDeletedWhileOpen_OtherReadersDontSeeIt()
    {
        await UploadAsync("a/b", new byte[1_000], piece: 1_000);
        await using var stream = await Store.OpenReadAsync("a/b", Ct);

        await Store.DeleteAsync("a/b", Ct);

        await Assert.ThrowsAsync<ObjectNotFoundException>(() => Store.OpenReadAsync("a/b", Ct));
    }

    private static string Hash(byte[] content) => Convert.ToHexString(SHA256.HashData(content));

    private async Task UploadAsync(string name, ReadOnlyMemory<byte> content, int piece)
    {
        await using var upload = Store.CreateUpload(name);
        for (var at = 0; at < content.Length; at += piece)
        {
            await upload.WriteAsync(content.Slice(at, Math.Min(piece, content.Length - at)), Ct);
        }

        await upload.CommitAsync(Ct);
    }
}
