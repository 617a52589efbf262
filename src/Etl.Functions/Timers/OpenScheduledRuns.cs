using System.Text.RegularExpressions;
using Etl.Storage.Registry;

namespace Etl.Functions.Timers;

/// <summary>
/// The runs that schedules have started and that have not ended, as one tick knows them: read from the index when first asked for, the newest 10,000 entries of at most 31 days.
/// A run that is older than that keeps no other waiting.
/// </summary>
internal sealed partial class OpenScheduledRuns(RunRecords records, DateTimeOffset now)
{
    private const int MaxEntries = 10_000;
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(31);
    private Dictionary<string, HashSet<string>>? _byPipeline;

    /// <summary>Some run of the pipeline; null when all have ended.</summary>
    public async Task<string?> FindAsync(string pipeline, CancellationToken cancellationToken)
    {
        _byPipeline ??= await ReadAsync(cancellationToken);
        return _byPipeline.TryGetValue(pipeline, out var runs) ? runs.Min(StringComparer.Ordinal) : null;
    }

    /// <summary>A run that was just started.</summary>
    public void Add(string pipeline, string runId)
    {
        if (_byPipeline is not null)
        {
            Add(_byPipeline, pipeline, runId);
        }
    }

    private async Task<Dictionary<string, HashSet<string>>> ReadAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var entries = 0;
        await foreach (var run in records.ListRunsAsync(cancellationToken))
        {
            if (++entries > MaxEntries || now - run.StartedAt > MaxAge)
            {
                break;
            }

            if (run.DurationMs is null && IsScheduled(run.Pipeline, run.RunId))
            {
                Add(found, run.Pipeline, run.RunId);
            }
        }

        return found;
    }

    private static void Add(Dictionary<string, HashSet<string>> runs, string pipeline, string runId)
    {
        if (!runs.TryGetValue(pipeline, out var known))
        {
            runs.Add(pipeline, known = new HashSet<string>(StringComparer.Ordinal));
        }

        known.Add(runId);
    }

    /// <summary>Whether the id is one that a schedule of the pipeline gives.</summary>
    private static bool IsScheduled(string pipeline, string runId) =>
        runId.StartsWith($"{pipeline}-", StringComparison.Ordinal) && Occurrence().IsMatch(runId[(pipeline.Length + 1)..]);

    [GeneratedRegex(@"^[0-9]{8}-[A-Za-z0-9-]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Occurrence();
}
