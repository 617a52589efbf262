using Etl.Storage.Objects;
using Etl.Testing;

namespace Etl.Storage.Tests.Objects;

/// <summary>What the folder of a store looks like, and what else may lie in it.</summary>
public sealed class FolderFilesTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();
    private readonly FolderObjectStore _store;

    public FolderFilesTests() => _store = new FolderObjectStore(_folder.Path, new FakeTimeProvider(Now));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string TempFiles => Path.Combine(_folder.Path, ".tmp");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Object_IsAFileOfItsName()
    {
        await _store.TryCreateAsync("runs/a/claim.json", "{}"u8.ToArray(), Ct);

        Assert.Equal("{}", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "runs", "a", "claim.json"), Ct));
    }

    [Fact]
    public async Task Note_IsAReadableFile()
    {
        await _store.WriteNoteAsync("runs/a/tasks/Clean", new Dictionary<string, string> { ["hotel"] = "Hôtel" }, Ct);

        Assert.Equal("{\"hotel\":\"Hôtel\"}", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "runs", "a", "tasks", "Clean!note"), Ct));
    }

    [Theory]
    [InlineData("r:1", "r%3A1")]
    [InlineData("Aux", "%41ux")]
    [InlineData("con.txt", "%63on.txt")]
    [InlineData("Control.txt", "Control.txt")]
    public async Task Name_ThatWindowsCantHave_IsEscaped(string name, string file)
    {
        await _store.TryCreateAsync($"p/{name}", new byte[1], Ct);

        Assert.Equal([file], Directory.GetFiles(Path.Combine(_folder.Path, "p")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Write_Finished_LeavesNoTempFile()
    {
        await _store.TryCreateAsync("a/b", new byte[1], Ct);
        await _store.TryCreateAsync("a/b", new byte[1], Ct);
        await _store.TryReplaceAsync("a/b", new byte[1], "stale", Ct);
        await _store.TryReplaceAsync("a/b", new byte[1], (await _store.TryReadAsync("a/b", Ct))!.ETag, Ct);
        await _store.WriteNoteAsync("a/b", new Dictionary<string, string>(), Ct);
        await using (var upload = _store.CreateUpload("a/c"))
        {
            await upload.WriteAsync(new byte[1], Ct);
            Assert.Single(Directory.GetFiles(TempFiles));
        }

        Assert.Empty(Directory.GetFiles(TempFiles));
    }

    [Fact]
    public async Task Prepare_LeftoversOfDeadProcesses_GoAfterADay()
    {
        Leave("old", Now.AddHours(-25));
        Leave("young", Now.AddHours(-23));

        await _store.PrepareAsync(Ct);

        Assert.Equal(["young"], Directory.GetFiles(TempFiles).Select(Path.GetFileName));
    }

    [Fact]
    public async Task ListNotes_ThousandsOfFiles_AreInOrder()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "index", "runs"));
        var names = Enumerable.Range(0, 5_100).Select(i => $"{i * 7919 % 5_100:d4}").ToList();
        foreach (var name in names)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{name}!note"), $$"""{"run":"{{name}}"}""", Ct);
        }

        var notes = await _store.ListNotesAsync("index/runs/", Ct).ToListAsync(Ct);

        Assert.Equal(names.Order(StringComparer.Ordinal), notes.Select(note => note.Values["run"]));
    }

    [Fact]
    public async Task List_FilesOfOthers_AreNotSeen()
    {
        await _store.TryCreateAsync("p/mine", new byte[1], Ct);
        foreach (var file in new[] { ".DS_Store", "two words", "a%20b", "r:1", "%2E%2E", "x~", "hôtel" })
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.Path, "p", file), "", Ct);
        }

        Directory.CreateDirectory(Path.Combine(_folder.Path, "p", ".git", "objects"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "p", ".git", "objects", "ab"), "", Ct);

        Assert.Equal(["p/mine"], await _store.ListAsync("p/", Ct).ToListAsync(Ct));
        Assert.Empty(await _store.ListNotesAsync("p/", Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task ListNotes_NoteSpoiledByHand_SaysWhichFile()
    {
        await _store.WriteNoteAsync("p/a", new Dictionary<string, string>(), Ct);
        var file = Path.Combine(_folder.Path, "p", "a!note");
        await File.WriteAllTextAsync(file, "{", Ct);

        var e = await Assert.ThrowsAsync<StoreException>(async () => await _store.ListNotesAsync("p/", Ct).ToListAsync(Ct));

        Assert.Contains("'p/a'", e.Message, StringComparison.Ordinal);
        Assert.Contains(file, e.Message, StringComparison.Ordinal);
        Assert.False(e.IsTransient);
    }

    [Fact]
    public async Task TryCreate_ManyRaces_HaveOneWinnerEach()
    {
        for (var round = 0; round < 50; round++)
        {
            var name = $"prize/{round}";
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var calls = Enumerable.Range(0, 8).Select(_ => CreateAsync(new FolderObjectStore(_folder.Path), name, start.Task)).ToList();
            start.SetResult();

            Assert.Single(await Task.WhenAll(calls), won => won);
        }

        static async Task<bool> CreateAsync(FolderObjectStore store, string name, Task start)
        {
            await start;
            return await store.TryCreateAsync(name, new byte[1], Ct);
        }
    }

    [Fact]
    public async Task TryReplace_FileFromTheFuture_GetsALaterTimeAllTheSame()
    {
        await _store.TryCreateAsync("a/b", "same"u8.ToArray(), Ct);
        var path = Path.Combine(_folder.Path, "a", "b");
        var future = new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, future);

        Assert.True(await _store.TryReplaceAsync("a/b", "same"u8.ToArray(), (await _store.TryReadAsync("a/b", Ct))!.ETag, Ct));

        Assert.True(File.GetLastWriteTimeUtc(path) > future);
    }

    [Fact]
    public async Task TryReplace_LockHeldElsewhere_WaitsUntilCancelled()
    {
        await _store.TryCreateAsync("a/b", "old"u8.ToArray(), Ct);
        var read = await _store.TryReadAsync("a/b", Ct);
        using var cancelled = new CancellationTokenSource();
        using (await FolderLock.AcquireAsync(new FolderLayout(_folder.Path).LockPath("a/b"), Ct))
        {
            var replacement = _store.TryReplaceAsync("a/b", "new"u8.ToArray(), read!.ETag, cancelled.Token);
            Assert.False(replacement.IsCompleted);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => replacement);
        }

        Assert.Equal(read.ETag, (await _store.TryReadAsync("a/b", Ct))!.ETag);
        Assert.Empty(Directory.GetFiles(TempFiles));
    }

    [Fact]
    public async Task TryReplace_LockReleasedElsewhere_GoesOn()
    {
        await _store.TryCreateAsync("a/b", "old"u8.ToArray(), Ct);
        var read = await _store.TryReadAsync("a/b", Ct);
        Task<bool> replacement;
        using (await FolderLock.AcquireAsync(new FolderLayout(_folder.Path).LockPath("a/b"), Ct))
        {
            replacement = _store.TryReplaceAsync("a/b", "new"u8.ToArray(), read!.ETag, Ct);
        }

        Assert.True(await replacement);
    }

    [Fact]
    public async Task Folder_DeletedWhileInUse_IsMadeAgain()
    {
        await _store.TryCreateAsync("runs/a/claim.json", new byte[1], Ct);
        Directory.Delete(_folder.Path, recursive: true);

        Assert.True(await _store.TryCreateAsync("runs/a/claim.json", new byte[1], Ct));
    }

    private void Leave(string name, DateTimeOffset writtenAt)
    {
        Directory.CreateDirectory(TempFiles);
        var path = Path.Combine(TempFiles, name);
        File.WriteAllText(path, "half");
        File.SetLastWriteTimeUtc(path, writtenAt.UtcDateTime);
    }
}
