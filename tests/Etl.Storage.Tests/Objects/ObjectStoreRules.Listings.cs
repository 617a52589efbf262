using Etl.Storage.Objects;

namespace Etl.Storage.Tests.Objects;

public abstract partial class ObjectStoreRules
{
    // In ordinal order, which is neither that of a dictionary nor that of a tree of folders.
    private static readonly string[] Ordered = ["p/B", "p/a-b", "p/a.b", "p/a/b", "p/a/c/d", "p/a0", "p/a:b", "p/aa", "p/b/a"];

    [Fact]
    public async Task List_Objects_AreInOrdinalOrder()
    {
        foreach (var name in Ordered.Reverse())
        {
            await Store.TryCreateAsync(name, Bytes("x"), Ct);
        }

        Assert.Equal(Ordered, await ListAsync("p/"));
    }

    [Fact]
    public async Task ListNotes_Notes_AreInOrdinalOrder()
    {
        // A note may be called like a folder of others.
        string[] names = ["p/B", "p/a", .. Ordered[1..]];
        foreach (var name in names.Reverse())
        {
            await Store.WriteNoteAsync(name, new Dictionary<string, string> { ["name"] = name }, Ct);
        }

        Assert.Equal(names, (await ListNotesAsync("p/")).Select(note => note.Name));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task ListNotesPage_PageAfterPage_GivesEachOnceInOrder(int size)
    {
        string[] names = [.. Enumerable.Range(0, 10).SelectMany(i => new[] { $"p/{i:00}/claimed", $"p/{i:00}/ended" }), "q/other/claimed"];
        foreach (var name in names.Reverse())
        {
            await Store.WriteNoteAsync(name, new Dictionary<string, string> { ["name"] = name }, Ct);
        }

        await Store.TryCreateAsync("p/03/object", Bytes("x"), Ct);
        var listed = new List<string>();
        string? continuation = null;
        var pages = 0;
        do
        {
            var page = await Store.ListNotesPageAsync("p/", continuation, size, Ct);
            Assert.InRange(page.Notes.Count, 0, size);
            Assert.All(page.Notes, note => Assert.Equal(note.Name, note.Values["name"]));
            listed.AddRange(page.Notes.Select(note => note.Name));
            continuation = page.Continuation;
            pages++;
        }
        while (continuation is not null);

        Assert.Equal(names[..20], listed);
        Assert.InRange(pages, 20 / size, (21 / size) + 1);
    }

    [Fact]
    public async Task ListNotesPage_OfAnEmptyFolder_IsTheLast()
    {
        var page = await Store.ListNotesPageAsync("none/", continuation: null, 10, Ct);

        Assert.Equal((0, null), (page.Notes.Count, page.Continuation));
    }

    [Fact]
    public async Task List_Prefix_IsAWholeFolder()
    {
        await Store.TryCreateAsync("runs/1/claim.json", Bytes("x"), Ct);
        await Store.TryCreateAsync("runs/10/claim.json", Bytes("x"), Ct);

        Assert.Equal(["runs/1/claim.json"], await ListAsync("runs/1/"));
        Assert.Empty(await ListAsync("runs/2/"));
    }

    [Fact]
    public async Task List_ObjectsAndNotes_DontMix()
    {
        await Store.TryCreateAsync("p/object", Bytes("x"), Ct);
        await Store.TryCreateAsync("p/both", Bytes("x"), Ct);
        await Store.WriteNoteAsync("p/note", new Dictionary<string, string> { ["a"] = "1" }, Ct);
        await Store.WriteNoteAsync("p/both", new Dictionary<string, string> { ["a"] = "2" }, Ct);

        Assert.Equal(["p/both", "p/object"], await ListAsync("p/"));
        Assert.Equal(["p/both", "p/note"], (await ListNotesAsync("p/")).Select(note => note.Name));
        Assert.Null(await Store.TryReadAsync("p/note", Ct));
        Assert.Equal("x", Text(await Store.TryReadAsync("p/both", Ct)));
    }

    [Fact]
    public async Task ListNotes_MoreThanAPage_GivesEachOnceInOrder()
    {
        var names = Enumerable.Range(0, ManyEntries).Select(i => $"index/runs/{i:d6}").ToList();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Ct }, async (name, ct) =>
            await Store.WriteNoteAsync(name, new Dictionary<string, string> { ["run"] = name }, ct));

        var notes = await ListNotesAsync("index/runs/");

        Assert.Equal(names, notes.Select(note => note.Name));
        Assert.All(notes, note => Assert.Equal(note.Name, note.Values["run"]));
    }

    [Fact]
    public async Task ListNotes_FirstFew_AreTheFirstInOrder()
    {
        for (var i = 9; i >= 0; i--)
        {
            await Store.WriteNoteAsync($"index/{i}", new Dictionary<string, string> { ["i"] = $"{i}" }, Ct);
        }

        Assert.Equal(["0", "1", "2"], await Store.ListNotesAsync("index/", Ct).Take(3).Select(note => note.Values["i"]).ToListAsync(Ct));
    }
}
