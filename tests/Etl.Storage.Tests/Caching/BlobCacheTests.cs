using System.Security.Cryptography;
using Etl.Storage.Caching;
using Etl.Storage.Objects;
using Etl.Testing;
using Etl.Tests.Shared;

namespace Etl.Storage.Tests.Caching;

public sealed class BlobCacheTests : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("etl-cache-test-");
    private readonly FakeTimeProvider _time = new();

    private string Folder => Path.Combine(_parent.FullName, "cache");

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public async Task ACopy_IsFoundByItsHash_WithItsBytes()
    {
        var cache = Cache();
        var (sha, bytes) = Put(cache, 1, 5_000);

        Assert.Equal(bytes, await ReadAsync(cache, sha, bytes.Length));
        Assert.Null(await cache.TryOpenAsync(Hash([9]), 1, default));
    }

    [Fact]
    public async Task WhatWasUsedLongestAgo_GoesFirst_AndTheLimitIsKept()
    {
        var cache = Cache(maxBytes: 1_000);
        var first = Put(cache, 1, 300);
        var second = Put(cache, 2, 300);
        var third = Put(cache, 3, 300);
        Assert.NotNull(await ReadAsync(cache, first.Sha, 300));

        var fourth = Put(cache, 4, 300);

        Assert.Null(await ReadAsync(cache, second.Sha, 300));
        Assert.NotNull(await ReadAsync(cache, first.Sha, 300));
        Assert.NotNull(await ReadAsync(cache, third.Sha, 300));
        Assert.NotNull(await ReadAsync(cache, fourth.Sha, 300));
    }

    [Fact]
    public void ManyCopies_NeverTakeMoreThanTheLimit()
    {
        var cache = Cache(maxBytes: 10_000);
        for (var i = 0; i < 200; i++)
        {
            Put(cache, i, 10 + (i * 37 % 2_000));
            Assert.InRange(Size(), 0, 10_000);
        }

        Assert.InRange(Size(), 5_000, 10_000);
    }

    [Fact]
    public async Task ABlobLargerThanTheCache_IsNotKept_AndDropsNothing()
    {
        var cache = Cache(maxBytes: 1_000);
        var small = Put(cache, 1, 100);

        var large = Put(cache, 2, 1_001);

        Assert.Null(await ReadAsync(cache, large.Sha, 1_001));
        Assert.NotNull(await ReadAsync(cache, small.Sha, 100));
        Assert.Single(Files());
    }

    [Fact]
    public async Task ADamagedCopy_IsRemoved_AndNotGivenOut()
    {
        var cache = Cache();
        var (sha, bytes) = Put(cache, 1, 1_000);
        bytes[500] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(Folder, sha), bytes);

        Assert.Null(await ReadAsync(cache, sha, 1_000));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task ATruncatedCopy_IsRemoved_AndNotGivenOut()
    {
        var cache = Cache();
        var (sha, bytes) = Put(cache, 1, 1_000);
        await File.WriteAllBytesAsync(Path.Combine(Folder, sha), bytes[..400]);

        Assert.Null(await ReadAsync(cache, sha, 1_000));
        Assert.Empty(Files());
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789")]
    public async Task AHashThatIsNone_IsNotLookedFor(string sha256) => Assert.Null(await Cache().TryOpenAsync(sha256, 1, default));

    [Fact]
    public void ACopyThatIsNotCommitted_LeavesNothing()
    {
        using (var entry = Cache().TryBegin()!)
        {
            entry.Write(new byte[500_000]);
        }

        Assert.Empty(Files());
    }

    [Fact]
    public void WhatADeadProcessLeft_IsRemovedAfterADay_AndNotBefore()
    {
        Directory.CreateDirectory(Folder);
        var (young, old) = (Path.Combine(Folder, "young.tmp"), Path.Combine(Folder, "old.tmp"));
        foreach (var (path, age) in new[] { (young, TimeSpan.FromHours(23)), (old, TimeSpan.FromHours(25)) })
        {
            File.WriteAllText(path, "half");
            File.SetLastWriteTimeUtc(path, (_time.GetUtcNow() - age).UtcDateTime);
        }

        Put(Cache(), 1, 100);

        Assert.True(File.Exists(young));
        Assert.False(File.Exists(old));
    }

    [Fact]
    public async Task TwoProcessesOnOneFolder_SeeEachOthersCopies_AndKeepTheLimitRoughly()
    {
        var (one, other) = (Cache(maxBytes: 16_000), Cache(maxBytes: 16_000));
        var first = Put(one, 1, 1_000);
        Assert.NotNull(await ReadAsync(other, first.Sha, 1_000));

        await Task.WhenAll(
            Task.Run(() => PutMany(one, 1_000)),
            Task.Run(() => PutMany(other, 2_000)));

        Assert.InRange(Size(), 8_000, 16_000 + (2 * 1_000));
    }

    [Fact]
    public async Task ACopyThatAnotherProcessDrops_WhileItIsRead_IsReadToItsEnd()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "an open file keeps its name on Windows");
        var cache = Cache();
        var (sha, bytes) = Put(cache, 1, 100_000);
        await using var stream = await cache.TryOpenAsync(sha, bytes.Length, default);
        File.Delete(Path.Combine(Folder, sha));

        using var read = new MemoryStream();
        await stream!.CopyToAsync(read);

        Assert.Equal(bytes, read.ToArray());
        Assert.Null(await ReadAsync(cache, sha, bytes.Length));
    }

    [Fact]
    public void TheFolder_IsForOneUserOnly_AlsoWhenItWasThere()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes");
            return;
        }

        Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        Put(Cache(), 1, 10);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
    }

    [Fact]
    public async Task OnAReadOnlyFileSystem_NothingIsWritten_AndWhatIsThereIsRead()
    {
        Directory.CreateDirectory(Folder);
        var bytes = Bytes(1, 100);
        using (SmallDisk.Mount(Folder, "size=1m"))
        {
            Put(Cache(), 1, 100);
            Remount("ro");
            var cache = Cache();
            Assert.Null(cache.TryBegin());
            Assert.Equal(bytes, await ReadAsync(cache, Hash(bytes), 100));
        }
    }

    [Fact]
    public async Task WhenTheDiskIsFull_TheCopyIsGivenUp()
    {
        Directory.CreateDirectory(Folder);
        using (SmallDisk.Mount(Folder, "size=1m"))
        {
            var cache = Cache();
            var large = Put(cache, 1, 3_000_000);
            Assert.Null(await ReadAsync(cache, large.Sha, 3_000_000));
            Assert.Empty(Files());

            var small = Put(cache, 2, 1_000);
            Assert.Equal(small.Bytes, await ReadAsync(cache, small.Sha, 1_000));
        }
    }

    [Fact]
    public void AFolderThatIsAFile_IsNoCache()
    {
        File.WriteAllText(Folder, "");

        Assert.Null(Cache().TryBegin());
    }

    [Fact]
    public void AFolderStore_HasNoCache_AndNeitherHasASizeOfNothing()
    {
        var remote = new BlobObjectStore(new Azure.Storage.Blobs.BlobContainerClient(new Uri("https://account.blob.core.windows.net/etl")));

        Assert.NotNull(BlobCache.For(remote, new CacheOptions(), _time));
        Assert.Null(BlobCache.For(remote, new CacheOptions { MaxBytes = 0 }, _time));
        Assert.Null(BlobCache.For(new FolderObjectStore(_parent.FullName), new CacheOptions(), _time));
    }

    private static byte[] Bytes(int seed, int count)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static async Task<byte[]?> ReadAsync(BlobCache cache, string sha, long length)
    {
        await using var stream = await cache.TryOpenAsync(sha, length, default);
        if (stream is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private BlobCache Cache(long maxBytes = 1_000_000_000) => new(new CacheOptions { Folder = Folder, MaxBytes = maxBytes }, _time);

    private void PutMany(BlobCache cache, int seed)
    {
        for (var i = 0; i < 100; i++)
        {
            Put(cache, seed + i, 1_000);
        }
    }

    private (string Sha, byte[] Bytes) Put(BlobCache cache, int seed, int count)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        var bytes = Bytes(seed, count);
        var sha = Hash(bytes);
        using var entry = cache.TryBegin();
        Assert.NotNull(entry);
        entry.Write(bytes.AsSpan(0, count / 2));
        entry.Write(bytes.AsSpan(count / 2));
        entry.Commit(sha);
        return (sha, bytes);
    }

    private void Remount(string option)
    {
        using var process = System.Diagnostics.Process.Start("mount", ["-o", $"remount,{option}", Folder]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private FileInfo[] Files() => Directory.Exists(Folder) ? new DirectoryInfo(Folder).GetFiles() : [];

    private long Size() => Files().Sum(file => file.Length);
}
