using System.Text.Json.Serialization;
using Etl.Core.Models;
using Etl.Core.Runs;

namespace Etl.Core.Registry;

/// <summary>A run as it was claimed: put once under the run's id, before anything is scheduled, and never changed.</summary>
/// <param name="Schema">Of this record; now 2.</param>
/// <param name="Job">The run's configuration, with every default resolved.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="RequestHash">Tells a repeated request from another one under the same id.</param>
/// <param name="Snapshot">What the orchestration is started with.</param>
public sealed record RunClaim(int Schema, JobContext Job, RunRequest Request, string RequestHash, RunSnapshot Snapshot)
{
    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 2;

    /// <summary>What the orchestration is started with.</summary>
    /// <exception cref="ArgumentException">It is of another run, or a pack has a task that is not there.</exception>
    public RunSnapshot Snapshot { get; init; } =
        Snapshot.RunId != Job.RunId ? throw new ArgumentException($"The snapshot of run '{Job.RunId}' is of run '{Snapshot.RunId}'.", nameof(Snapshot))
        : Snapshot.Packs?.SelectMany(pack => pack).All(place => place >= 0 && place < Snapshot.Tasks.Count) == false ? throw new ArgumentException("A pack has a task that the run does not have.", nameof(Snapshot))
        : Snapshot;

    /// <summary>Every setting that the run's models were given, by the pipeline, the deployment and the request together.</summary>
    public ModelConfigs ModelConfigs { get; init; } = ModelConfigs.Empty;

    /// <summary>
    /// Tells a put that was retried after a lost answer from the put of somebody else with the same request. Whoever claims makes it,
    /// and keeps it when it tries again; the registry fills it in when it is null.
    /// </summary>
    public string? ClaimId { get; init; }

    /// <summary>The place of this run's versions among the versions of a model.</summary>
    [JsonIgnore]
    public OrderKey Order => new(Job.BusinessDate, Job.StartedAt, Job.RunId);
}
