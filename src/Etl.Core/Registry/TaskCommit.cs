using System.Text.Json.Serialization;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Core.Registry;

/// <summary>
/// The one outcome of one task of one run. It is put with <c>If-None-Match: *</c>, so the first put decides, whatever its epoch
/// or attempt. A record without success is a tombstone: whoever gives a task up puts it, and a late attempt that finds it becomes an orphan.
/// </summary>
/// <param name="Schema">Of this record; now 2.</param>
/// <param name="RunId">The run.</param>
/// <param name="Task">The task.</param>
/// <param name="Epoch">The run's epoch when the attempt began.</param>
/// <param name="Attempt">1 for the first; 0 in a tombstone of a task that was given up from outside.</param>
/// <param name="AttemptId">Tells a put that was retried after a lost answer from a put of somebody else.</param>
/// <param name="Status">Succeeded, Reused, Failed, Cancelled or Skipped.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Outputs">One for each model that the task provides, in that order; empty without success.</param>
/// <param name="Inputs">The exact versions it read.</param>
/// <param name="Sources">What it read from outside.</param>
/// <param name="StartedAt">Of the attempt, UTC.</param>
/// <param name="EndedAt">Of the attempt, UTC.</param>
public sealed record TaskCommit(
    int Schema,
    string RunId,
    string Task,
    int Epoch,
    int Attempt,
    string AttemptId,
    RunStatus Status,
    TaskError? Error,
    IReadOnlyList<ModelVersion> Outputs,
    IReadOnlyList<VersionId> Inputs,
    IReadOnlyList<SourceReading> Sources,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt)
{
    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 2;

    /// <summary>The code version of the task that made the outputs; null in records from before there was one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CodeVersion { get; init; }

    /// <summary>Schema and check results, one for each output in the same order; also of an attempt that failed because of its checks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OutputDetails>? Details { get; init; }

    /// <summary>What the fingerprint was computed from, by name; without secrets. Null when there is no fingerprint.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? FingerprintOf { get; init; }

    /// <summary>Of a reused task: where its outputs come from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Adoption? Adoption { get; init; }
}
