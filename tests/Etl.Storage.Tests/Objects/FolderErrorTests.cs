using Etl.Storage.Objects;
using Etl.Tests.Shared;

namespace Etl.Storage.Tests.Objects;

/// <summary>Disks that are full, forbidden or not there.</summary>
public sealed class FolderErrorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_PathBelowAFile_SaysSo()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", Ct);
        var root = Path.Combine(file, "store");

        var e = await Assert.ThrowsAsync<StoreException>(() => ObjectStores.OpenAsync(new StoreOptions { Connection = root }, Ct));

        Assert.StartsWith($"The store can't be written in the folder {root}: a part of its path is a file", e.Message, StringComparison.Ordinal);
        Assert.False(e.IsTransient);
    }

    [Fact]
    public async Task Read_PathBelowAFile_IsMissing()
    {
        var store = new FolderObjectStore(_folder.Path);
        await store.TryCreateAsync("a", new byte[1], Ct);

        Assert.Null(await store.TryReadAsync("a/b", Ct));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => store.OpenReadAsync("a/b", Ct));
    }

    [Fact]
    public async Task Write_PathBelowAnObject_SaysSo()
    {
        var store = new FolderObjectStore(_folder.Path);
        await store.TryCreateAsync("a", new byte[1], Ct);

        var e = await Assert.ThrowsAsync<StoreException>(() => store.TryCreateAsync("a/b", new byte[1], Ct));

        Assert.StartsWith($"'a/b' can't be written in the folder {_folder.Path}: a part of its path is a file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_FolderIsReadOnly_SaysPermissionDenied()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("permissions don't bind this user (root, or Windows)");
            return;
        }

        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            var e = await Assert.ThrowsAsync<StoreException>(() => ObjectStores.OpenAsync(new StoreOptions { Connection = _folder.Path }, Ct));

            Assert.Contains("permission denied", e.Message, StringComparison.Ordinal);
            Assert.False(e.IsTransient);
        }
        finally
        {
            File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task Write_FileSystemIsReadOnly_SaysSo()
    {
        using var disk = SmallDisk.Mount(_folder.Path, "ro");
        var store = new FolderObjectStore(_folder.Path);

        var e = await Assert.ThrowsAsync<StoreException>(() => store.TryCreateAsync("a/b", new byte[1], Ct));

        Assert.Contains("its file system is read-only", e.Message, StringComparison.Ordinal);
        Assert.False(e.IsTransient);
    }

    [Fact]
    public async Task Write_DiskIsFull_SaysSoAndLeavesTheStoreUsable()
    {
        using var disk = SmallDisk.Mount(_folder.Path, "size=1m");
        var store = new FolderObjectStore(_folder.Path);
        await store.TryCreateAsync("a/small", new byte[1], Ct);
        var tooLarge = new byte[2 * 1024 * 1024];

        var put = await Assert.ThrowsAsync<StoreException>(() => store.TryCreateAsync("a/large", tooLarge, Ct));
        var upload = await Assert.ThrowsAsync<StoreException>(() => UploadAsync(store, "a/large", tooLarge));

        Assert.All([put, upload], e =>
        {
            Assert.Equal($"The disk of {_folder.Path} is full: 'a/large' can't be written. Free some space and try again.", e.Message);
            Assert.False(e.IsTransient);
        });
        Assert.Null(await store.TryReadAsync("a/large", Ct));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, ".tmp")));
        Assert.True(await store.TryCreateAsync("a/small2", new byte[1], Ct));
    }

    [Theory]
    [InlineData(28, "is full", false)]
    [InlineData(122, "quota", false)]
    [InlineData(13, "permission denied", false)]
    [InlineData(1, "permission denied", false)]
    [InlineData(30, "read-only", false)]
    [InlineData(24, "too many files are open", true)]
    [InlineData(5, "", false)]
    public void Translate_ErrorNumberOfLinux_SaysTheCause(int errorNumber, string cause, bool isTransient)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "error numbers of Linux");

        var e = new FolderErrors("/data/etl").Translate(FolderErrors.FromErrorNumber(errorNumber), "a/b", "written");

        Assert.Contains("'a/b'", e.Message, StringComparison.Ordinal);
        Assert.Contains("/data/etl", e.Message, StringComparison.Ordinal);
        Assert.Contains(cause, e.Message, StringComparison.Ordinal);
        Assert.Equal(isTransient, e.IsTransient);
    }

    private static async Task UploadAsync(FolderObjectStore store, string name, byte[] content)
    {
        await using var upload = store.CreateUpload(name);
        await upload.WriteAsync(content, Ct);
        await upload.CommitAsync(Ct);
    }
}
