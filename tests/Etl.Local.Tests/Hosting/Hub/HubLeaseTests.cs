using System.Diagnostics;
using System.Text.Json;
using Etl.Local.Hosting.Hub;
using Etl.Testing;

namespace Etl.Local.Tests.Hosting.Hub;

public sealed class HubLeaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryAcquire_WhileAnotherHandleHoldsIt_ReturnsNull()
    {
        using var first = HubLease.TryAcquire(_folder.Path);

        Assert.NotNull(first);
        Assert.Null(HubLease.TryAcquire(_folder.Path));
    }

    [Fact]
    public void TryAcquire_AfterRelease_SucceedsWithAnotherToken()
    {
        var first = HubLease.TryAcquire(_folder.Path)!;
        first.Dispose();
        first.Dispose();

        using var second = HubLease.TryAcquire(_folder.Path);

        Assert.NotNull(second);
        Assert.NotEqual(first.Token, second.Token);
    }

    [Fact]
    public void TryAcquire_FolderThatIsNotThere_MakesIt()
    {
        using var lease = HubLease.TryAcquire(Path.Combine(_folder.Path, "a", "b"));

        Assert.NotNull(lease);
    }

    [Fact]
    public void ReadHolder_OfAnAnnouncedLease_SaysWhereItListens()
    {
        using var lease = HubLease.TryAcquire(_folder.Path)!;

        lease.Announce(7071, "run", ["hotels-1"]);

        var holder = HubLease.ReadHolder(_folder.Path);
        Assert.Equal((1, 7071, Environment.ProcessId, lease.Token, "run"), (holder!.Schema, holder.Port, holder.Pid, holder.Token, holder.Mode));
        Assert.Equal(["hotels-1"], holder.RunIds);
        Assert.Equal(new Uri("http://127.0.0.1:7071/"), holder.Uri);
    }

    [Fact]
    public void Announce_Again_ReplacesWhatWasSaid()
    {
        using var lease = HubLease.TryAcquire(_folder.Path)!;
        lease.Announce(1, "run", []);

        lease.Announce(1, "run", ["a"]);

        Assert.Equal(["a"], HubLease.ReadHolder(_folder.Path)!.RunIds);
    }

    [Fact]
    public void Announce_OnUnix_IsReadableByItsOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        using var lease = HubLease.TryAcquire(_folder.Path)!;

        lease.Announce(1, "serve", []);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(HolderFile));
    }

    [Fact]
    public void Announce_FileOnDisk_HasTheDocumentedFieldsAndNoOthers()
    {
        using var lease = HubLease.TryAcquire(_folder.Path)!;
        lease.Announce(1, "serve", []);

        using var json = JsonDocument.Parse(File.ReadAllBytes(HolderFile));

        Assert.Equal(["schema", "port", "pid", "token", "mode", "runIds"], json.RootElement.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public void Announce_AfterRelease_IsRefused()
    {
        var lease = HubLease.TryAcquire(_folder.Path)!;
        lease.Dispose();

        Assert.Throws<ObjectDisposedException>(() => lease.Announce(1, "serve", []));
    }

    [Fact]
    public void Dispose_Always_RemovesTheHolderFile()
    {
        var lease = HubLease.TryAcquire(_folder.Path)!;
        lease.Announce(1, "serve", []);

        lease.Dispose();

        Assert.False(File.Exists(HolderFile));
        Assert.Null(HubLease.ReadHolder(_folder.Path));
    }

    [Fact]
    public void ReadHolder_FileThatACrashLeft_IsNotBelieved()
    {
        LeaveStaleFile(Environment.ProcessId);

        Assert.Null(HubLease.ReadHolder(_folder.Path));
    }

    [Fact]
    public void ReadHolder_StaleFileAndANewHolderThatHasNotSpoken_IsNotBelieved()
    {
        LeaveStaleFile(Environment.ProcessId);

        using var lease = HubLease.TryAcquire(_folder.Path)!;

        Assert.Null(HubLease.ReadHolder(_folder.Path));
    }

    [Fact]
    public void ReadHolder_LockTakenButFileOfADeadProcess_IsNotBelieved()
    {
        using var lease = HubLease.TryAcquire(_folder.Path)!;
        LeaveStaleFile(int.MaxValue);

        Assert.Null(HubLease.ReadHolder(_folder.Path));
    }

    [Fact]
    public void ReadHolder_OfANewerVersion_SaysSo()
    {
        using var lease = HubLease.TryAcquire(_folder.Path)!;
        File.WriteAllText(HolderFile, """{"schema":2,"port":1,"pid":77,"token":"t","mode":"serve","runIds":[]}""");

        var error = Assert.Throws<InvalidOperationException>(() => HubLease.ReadHolder(_folder.Path));

        Assert.Contains("has schema 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("process 77", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadHolder_NoFolder_ReturnsNull() => Assert.Null(HubLease.ReadHolder(Path.Combine(_folder.Path, "none")));

    [Fact]
    public void TryAcquire_WhileManyLookAtTheLock_IsNeverDisturbed()
    {
        HubLease.TryAcquire(_folder.Path)!.Dispose();
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                HubLease.IsHeld(_folder.Path);
            }
        })).ToList();
        readers.ForEach(reader => reader.Start());

        var acquired = Enumerable.Range(0, 200).Count(_ =>
        {
            using var lease = HubLease.TryAcquire(_folder.Path);
            return lease is not null;
        });

        stop.Cancel();
        readers.ForEach(reader => reader.Join());
        Assert.Equal(200, acquired);
    }

    [Fact]
    public async Task TryAcquire_WhileAnotherProcessHoldsIt_ReturnsNullUntilThatProcessIsKilled()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "flock(1) is the second process.");
        HubLease.TryAcquire(_folder.Path)!.Dispose();
        using var holder = Process.Start(new ProcessStartInfo("flock", [Path.Combine(_folder.Path, "hub.lock"), "sh", "-c", "echo held; exec cat"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        var whileHeld = HubLease.TryAcquire(_folder.Path);
        var isHeld = HubLease.IsHeld(_folder.Path);
        holder.Kill(entireProcessTree: true);
        await holder.WaitForExitAsync(TestContext.Current.CancellationToken);
        // The lock belongs to the child too; its end of the pipe closes when it is gone.
        await holder.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var afterwards = HubLease.TryAcquire(_folder.Path);

        Assert.Null(whileHeld);
        Assert.True(isHeld);
        Assert.NotNull(afterwards);
    }

    [Fact]
    public async Task WaitForHolder_HolderThatSpeaksLater_IsReturned()
    {
        var clock = new FakeTimeProvider();
        using var lease = HubLease.TryAcquire(_folder.Path)!;
        var waiting = HubLease.WaitForHolderAsync(_folder.Path, TimeSpan.FromSeconds(5), clock, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        lease.Announce(5, "run", []);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(5, (await waiting)!.Port);
    }

    [Fact]
    public async Task WaitForHolder_HubThatIsFree_ReturnsNullAtOnce()
        => Assert.Null(await HubLease.WaitForHolderAsync(_folder.Path, TimeSpan.FromSeconds(5), new FakeTimeProvider(), TestContext.Current.CancellationToken));

    [Fact]
    public async Task WaitForHolder_HolderThatStaysSilent_ReturnsNullAfterTheTimeout()
    {
        var clock = new FakeTimeProvider();
        using var lease = HubLease.TryAcquire(_folder.Path)!;
        var waiting = HubLease.WaitForHolderAsync(_folder.Path, TimeSpan.FromMilliseconds(40), clock, TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await waiting);
    }

    private string HolderFile => Path.Combine(_folder.Path, "hub.json");

    private void LeaveStaleFile(int pid)
        => File.WriteAllText(HolderFile, $$"""{"schema":1,"port":7071,"pid":{{pid}},"token":"t","mode":"serve","runIds":[]}""");
}
