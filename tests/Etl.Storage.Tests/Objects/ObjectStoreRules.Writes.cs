using System.Globalization;
using System.Text;
using Etl.Storage.Objects;

namespace Etl.Storage.Tests.Objects;

public abstract partial class ObjectStoreRules
{
    [Fact]
    public async Task TryCreate_FreeName_PutsTheContent()
    {
        Assert.True(await Store.TryCreateAsync("runs/a/claim.json", Bytes("first"), Ct));

        Assert.Equal("first", Text(await Store.TryReadAsync("runs/a/claim.json", Ct)));
    }

    [Fact]
    public async Task TryCreate_TakenName_KeepsWhatIsThere()
    {
        await Store.TryCreateAsync("runs/a/claim.json", Bytes("first"), Ct);

        Assert.False(await Store.TryCreateAsync("runs/a/claim.json", Bytes("second"), Ct));
        Assert.Equal("first", Text(await Store.TryReadAsync("runs/a/claim.json", Ct)));
    }

    [Fact]
    public async Task TryCreate_ManyAtOnce_OneWinsAndItsContentStays()
    {
        var won = await RaceAsync(callers: 32, (store, i) => store.TryCreateAsync("runs/a/claim.json", Bytes($"caller {i}"), Ct));

        var winner = Assert.Single(Enumerable.Range(0, won.Length), i => won[i]);
        Assert.Equal($"caller {winner}", Text(await Store.TryReadAsync("runs/a/claim.json", Ct)));
    }

    [Fact]
    public async Task TryCreate_EmptyContent_IsAnObject()
    {
        Assert.True(await Store.TryCreateAsync("a/empty", ReadOnlyMemory<byte>.Empty, Ct));

        Assert.Equal("", Text(await Store.TryReadAsync("a/empty", Ct)));
    }

    [Fact]
    public async Task TryRead_MissingObject_IsNull() => Assert.Null(await Store.TryReadAsync("runs/none/claim.json", Ct));

    [Fact]
    public async Task TryRead_Twice_GivesOneETag()
    {
        await Store.TryCreateAsync("a/b", Bytes("x"), Ct);

        Assert.Equal((await Store.TryReadAsync("a/b", Ct))!.ETag, (await (await OpenAsync()).TryReadAsync("a/b", Ct))!.ETag);
    }

    [Fact]
    public async Task TryReplace_ObjectAsRead_Replaces()
    {
        await Store.TryCreateAsync("heads/root.json", Bytes("one"), Ct);
        var read = await Store.TryReadAsync("heads/root.json", Ct);

        Assert.True(await Store.TryReplaceAsync("heads/root.json", Bytes("two"), read!.ETag, Ct));
        Assert.Equal("two", Text(await Store.TryReadAsync("heads/root.json", Ct)));
    }

    [Fact]
    public async Task TryReplace_ObjectChangedSinceRead_ChangesNothing()
    {
        await Store.TryCreateAsync("heads/root.json", Bytes("one"), Ct);
        var read = await Store.TryReadAsync("heads/root.json", Ct);
        await Store.TryReplaceAsync("heads/root.json", Bytes("two"), read!.ETag, Ct);

        Assert.False(await Store.TryReplaceAsync("heads/root.json", Bytes("three"), read.ETag, Ct));
        Assert.Equal("two", Text(await Store.TryReadAsync("heads/root.json", Ct)));
    }

    [Fact]
    public async Task TryReplace_SameContentAgain_ChangesTheETagAllTheSame()
    {
        await Store.TryCreateAsync("heads/root.json", Bytes("same"), Ct);
        var read = await Store.TryReadAsync("heads/root.json", Ct);
        await Store.TryReplaceAsync("heads/root.json", Bytes("same"), read!.ETag, Ct);

        Assert.False(await Store.TryReplaceAsync("heads/root.json", Bytes("same"), read.ETag, Ct));
    }

    [Fact]
    public async Task TryReplace_ObjectDeletedSinceRead_PutsNothing()
    {
        await Store.TryCreateAsync("heads/root.json", Bytes("one"), Ct);
        var read = await Store.TryReadAsync("heads/root.json", Ct);
        await Store.DeleteAsync("heads/root.json", Ct);

        Assert.False(await Store.TryReplaceAsync("heads/root.json", Bytes("two"), read!.ETag, Ct));
        Assert.Null(await Store.TryReadAsync("heads/root.json", Ct));
    }

    [Fact]
    public async Task TryReplace_ManyWithOneETag_OneWins()
    {
        await Store.TryCreateAsync("heads/root.json", Bytes("start"), Ct);
        var read = await Store.TryReadAsync("heads/root.json", Ct);

        var won = await RaceAsync(callers: 16, (store, i) => store.TryReplaceAsync("heads/root.json", Bytes($"caller {i}"), read!.ETag, Ct));

        var winner = Assert.Single(Enumerable.Range(0, won.Length), i => won[i]);
        Assert.Equal($"caller {winner}", Text(await Store.TryReadAsync("heads/root.json", Ct)));
    }

    [Fact]
    public async Task TryReplace_ConcurrentIncrements_LoseNone()
    {
        const int Callers = 6;
        const int Times = 8;
        await Store.TryCreateAsync("counter", Bytes("0"), Ct);

        await RaceAsync(Callers, async (store, _) =>
        {
            for (var i = 0; i < Times; i++)
            {
                await IncrementAsync(store, "counter");
            }

            return true;
        });

        Assert.Equal($"{Callers * Times}", Text(await Store.TryReadAsync("counter", Ct)));
    }

    [Fact]
    public async Task Delete_Object_FreesItsName()
    {
        await Store.TryCreateAsync("a/b", Bytes("first"), Ct);

        await Store.DeleteAsync("a/b", Ct);

        Assert.Null(await Store.TryReadAsync("a/b", Ct));
        Assert.True(await Store.TryCreateAsync("a/b", Bytes("second"), Ct));
    }

    [Fact]
    public async Task Delete_MissingObject_DoesNothing()
    {
        await Store.DeleteAsync("a/none", Ct);

        Assert.Empty(await ListAsync("a/"));
    }

    /// <summary>Reads, adds one, and tries again until the replacement wins.</summary>
    internal static async Task IncrementAsync(IObjectStore store, string name)
    {
        while (true)
        {
            var read = await store.TryReadAsync(name, Ct);
            var next = int.Parse(Encoding.UTF8.GetString(read!.Content.Span), CultureInfo.InvariantCulture) + 1;
            if (await store.TryReplaceAsync(name, Bytes($"{next}"), read.ETag, Ct))
            {
                return;
            }
        }
    }
}
