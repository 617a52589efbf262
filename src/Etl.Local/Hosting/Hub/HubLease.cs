using System.Diagnostics;
using System.Text.Json;

namespace Etl.Local.Hosting.Hub;

/// <summary>
/// The right to run a hub: one process has it. Taken before the hub's database is opened, given back by <see cref="Dispose"/> or by the end of the process.
/// Thread-safe.
/// </summary>
public sealed class HubLease : IDisposable
{
    private const string LockFileName = "hub.lock";
    private const string HolderFileName = "hub.json";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly string _holderPath;
    private FileStream? _held;

    private HubLease(string hubFolder, FileStream held)
    {
        HubFolder = hubFolder;
        _holderPath = Path.Combine(hubFolder, HolderFileName);
        _held = held;
    }

    public string HubFolder { get; }

    /// <summary>New with each lease.</summary>
    public string Token { get; } = HubToken.Create();

    /// <summary>Null when another lease is alive. Makes the folder if need be.</summary>
    /// <exception cref="IOException">The folder can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be written.</exception>
    public static HubLease? TryAcquire(string hubFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(hubFolder);
        Directory.CreateDirectory(hubFolder);
        var held = HubLock.TryAcquire(Path.Combine(hubFolder, LockFileName));
        if (held is null)
        {
            return null;
        }

        var lease = new HubLease(hubFolder, held);
        // What a crashed holder left must not be taken for this one's.
        File.Delete(lease._holderPath);
        return lease;
    }

    /// <summary>Null when nobody holds the hub, or its holder has not said yet where it listens.</summary>
    /// <exception cref="InvalidOperationException">The holder is of another version that can't be talked to.</exception>
    public static HubHolder? ReadHolder(string hubFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(hubFolder);
        var path = Path.Combine(hubFolder, HolderFileName);
        // First the file, then the lock: a file is believed only if somebody lives after it was read. The process is checked too, for the moment
        // in which a new holder has the lock and has not yet removed the file of one that crashed.
        return Parse(AtomicFile.Read(path), path) is { } holder && IsHeld(hubFolder) && IsAlive(holder.Pid) ? holder : null;
    }

    public static bool IsHeld(string hubFolder) => HubLock.IsHeld(Path.Combine(hubFolder, LockFileName));

    /// <summary>For a caller whose <see cref="TryAcquire"/> found the hub held. Null when it has become free, or its holder stays silent until the timeout.</summary>
    public static async Task<HubHolder?> WaitForHolderAsync(
        string hubFolder, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(time);
        var start = time.GetTimestamp();
        while (true)
        {
            if (ReadHolder(hubFolder) is { } holder)
            {
                return holder;
            }

            if (!IsHeld(hubFolder) || time.GetElapsedTime(start) >= timeout)
            {
                return null;
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    /// <summary>Tells other processes where this one listens. May be called again, when the runs change.</summary>
    /// <exception cref="ObjectDisposedException">The lease was given back.</exception>
    public void Announce(int port, string mode, IReadOnlyList<string> runIds)
    {
        var holder = new HubHolder(HubHolder.CurrentSchema, port, Environment.ProcessId, Token, mode, runIds);
        var json = JsonSerializer.SerializeToUtf8Bytes(holder, HubHolderJson.Default.HubHolder);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_held is null, this);
            AtomicFile.Write(_holderPath, json);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_held is null)
            {
                return;
            }

            File.Delete(_holderPath);
            _held.Dispose();
            _held = null;
        }
    }

    private static HubHolder? Parse(byte[]? json, string path)
    {
        if (json is null)
        {
            return null;
        }

        HubHolder? holder;
        try
        {
            holder = JsonSerializer.Deserialize(json, HubHolderJson.Default.HubHolder);
        }
        catch (JsonException)
        {
            return null;
        }

        return holder is null or { Schema: HubHolder.CurrentSchema }
            ? holder
            : throw new InvalidOperationException(
                $"'{path}' has schema {holder.Schema}, and this etl reads schema {HubHolder.CurrentSchema}: the hub is held by another version "
                + $"(process {holder.Pid}). Stop that process, or use the version that it runs.");
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
