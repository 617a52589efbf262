using Etl.Core.Runs;
using Etl.Local.Hosting.Hub;

namespace Etl.Cli.Running;

/// <summary>Tells runs that go on from runs whose process died. Known for a store in a folder, where the hub is beside it.</summary>
internal sealed class RunLiveness
{
    private readonly bool _isKnown;
    private readonly HubHolder? _holder;

    private RunLiveness(bool isKnown, HubHolder? holder)
    {
        _isKnown = isKnown;
        _holder = holder;
    }

    public static RunLiveness Read(string hubFolder, bool isLocal) =>
        new(isLocal, isLocal && Directory.Exists(hubFolder) ? HubLease.ReadHolder(hubFolder) : null);

    /// <summary>Interrupted when nobody works on a run that has not ended.</summary>
    public RunStatus StatusOf(string runId, RunStatus recorded)
    {
        if (!_isKnown || recorded is not (RunStatus.Pending or RunStatus.Running))
        {
            return recorded;
        }

        var isWorkedOn = _holder is not null && (_holder.RunIds.Count == 0 || _holder.RunIds.Contains(runId, StringComparer.Ordinal));
        return isWorkedOn ? recorded : RunStatus.Interrupted;
    }
}
