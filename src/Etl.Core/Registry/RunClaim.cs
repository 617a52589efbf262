using Etl.Core.Runs;

namespace Etl.Core.Registry;

/// <summary>A run as it was claimed: put once under the run's id, before anything is scheduled, and never changed.</summary>
/// <param name="Schema">Of this record; now 1.</param>
/// <param name="Job">The run's configuration, with every default resolved.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="RequestHash">Tells a repeated request from another one under the same id.</param>
/// <param name="Snapshot">What the orchestration is started with.</param>
public sealed record RunClaim(int Schema, JobContext Job, RunRequest Request, string RequestHash, RunSnapshot Snapshot)
{
    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The place of this run's versions among the versions of a model.</summary>
    public OrderKey Order => new(Job.BusinessDate, Job.StartedAt, Job.RunId);
}
