using System.Diagnostics;
using Etl.Core.Runs;
using Etl.Local.Hosting.Hub;

namespace Etl.Cli.Running;

/// <summary>Tells runs that go on from runs whose process died. Known for a store in a folder, where the hub is beside it.</summary>
internal sealed class RunLiveness
{
    private readonly bool _isKnown;
    private readonly HubHolder? _holder;
    private readonly DateTimeOffset _holderSince;

    private RunLiveness(bool isKnown, HubHolder? holder)
    {
        _isKnown = isKnown;
        _holder = holder;
        _holderSince = holder is null ? DateTimeOffset.MaxValue : StartOf(holder.Pid);
    }

    public static RunLiveness Read(StoreContext store) => store.Folder is null
        ? new RunLiveness(isKnown: false, holder: null)
        : new RunLiveness(isKnown: true, Directory.Exists(store.HubFolder) ? HubLease.ReadHolder(store.HubFolder) : null);

    /// <summary>Interrupted when nobody works on a run that has not ended.</summary>
    public RunStatus StatusOf(string runId, DateTimeOffset startedAt, RunStatus recorded) =>
        !_isKnown || recorded is not (RunStatus.Pending or RunStatus.Running) || IsWorkedOn(runId, startedAt) ? recorded : RunStatus.Interrupted;

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
