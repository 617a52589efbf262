using System.Diagnostics;
using Etl.Core.Runs;
using Etl.Local.Hosting.Hub;

namespace Etl.Cli.Running;

/// <summary>Tells runs that go on from runs whose process died, and from those that are paused. Known for a store in a folder, where the hub is beside it.</summary>
internal sealed class RunLiveness
{
    private readonly bool _isKnown;
    private readonly HubHolder? _holder;
    private readonly DateTimeOffset _holderSince;
    private readonly IReadOnlySet<string> _paused;

    private RunLiveness(bool isKnown, HubHolder? holder, IReadOnlySet<string> paused)
    {
        _paused = paused;
        _isKnown = isKnown;
        _holder = holder;
        _holderSince = holder is null ? DateTimeOffset.MaxValue : StartOf(holder.Pid);
    }

    public static RunLiveness Read(StoreContext store)
    {
        var paused = SuspendedInstances.In(store.HubFolder);
        try
        {
            return new RunLiveness(isKnown: store.Folder is not null, store.Folder is not null && Directory.Exists(store.HubFolder) ? HubLease.ReadHolder(store.HubFolder) : null, paused);
        }
        catch (UnauthorizedAccessException)
        {
            // Only the holder's own user may read where it listens.
            return new RunLiveness(isKnown: false, holder: null, paused);
        }
    }

    /// <summary>Of a run that has not ended: Paused when its hub says so, and Interrupted when nobody works on it.</summary>
    public RunStatus StatusOf(string runId, DateTimeOffset startedAt, RunStatus recorded) =>
        recorded is not (RunStatus.Pending or RunStatus.Running) ? recorded : _paused.Contains(runId) ? RunStatus.Paused : !_isKnown || IsWorkedOn(runId, startedAt) ? recorded : RunStatus.Interrupted;

    /// <summary>A holder works on what it was started for, and on what was started since: only the holder can start anything.</summary>
    private bool IsWorkedOn(string runId, DateTimeOffset startedAt) =>
        _holder is not null && (_holder.RunIds.Count == 0 || _holder.RunIds.Contains(runId, StringComparer.Ordinal) || startedAt >= _holderSince);

    private static DateTimeOffset StartOf(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return new DateTimeOffset(process.StartTime);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return DateTimeOffset.MaxValue;
        }
    }
}
