using System.Text.RegularExpressions;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;

namespace Etl.Functions.Timers;

/// <summary>
/// The runs that have not ended, as one tick knows them: read from the index when first asked for, the newest 10,000 entries of at most 31 days.
/// A run that is older than that keeps no other waiting.
/// </summary>
internal sealed partial class OpenRuns(RunRecords records, DateTimeOffset now)
{
    private const int MaxEntries = 10_000;
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(31);
    private readonly Dictionary<string, RunIndexEntry> _runs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);
    private bool _isRead;

    /// <summary>All of them, whoever started them.</summary>
    public async Task<IReadOnlyList<RunIndexEntry>> ListAsync(CancellationToken cancellationToken)
    {
        await EnsureReadAsync(cancellationToken);
        return [.. _runs.Values];
    }

    /// <summary>Some run of the pipeline that a schedule has started; null when all have ended.</summary>
    public async Task<string?> FindScheduledAsync(string pipeline, CancellationToken cancellationToken)
    {
        await EnsureReadAsync(cancellationToken);
        return _runs.Values.Where(run => run.Pipeline == pipeline && IsScheduled(pipeline, run.RunId)).Select(run => run.RunId).Min(StringComparer.Ordinal);
    }

    /// <summary>A run that may have been claimed since the index was read, by this process or another: it is open from now on, if it was claimed and has not ended.</summary>
    public async Task LookAtAsync(string pipeline, string runId, CancellationToken cancellationToken)
    {
        if (!_listed.Contains(runId)
            && await records.FindClaimAsync(runId, cancellationToken) is not null
            && await records.FindSummaryAsync(runId, cancellationToken) is null)
        {
            _runs[runId] = new RunIndexEntry(runId, pipeline, RunStatus.Running, now, DurationMs: null);
        }
    }

    /// <summary>Runs that have just ended.</summary>
    public void Remove(IEnumerable<string> ended)
    {
        foreach (var runId in ended)
        {
            _runs.Remove(runId);
        }
    }

    private async Task EnsureReadAsync(CancellationToken cancellationToken)
    {
        if (_isRead)
        {
            return;
        }

        var entries = 0;
        await foreach (var run in records.ListRunsAsync(cancellationToken))
        {
            if (++entries > MaxEntries || now - run.StartedAt > MaxAge)
            {
                break;
            }

            _listed.Add(run.RunId);
            if (run.DurationMs is null)
            {
                _runs[run.RunId] = run;
            }
        }

        _isRead = true;
    }

    /// <summary>Whether the id is one that a schedule of the pipeline gives.</summary>
    private static bool IsScheduled(string pipeline, string runId) =>
        runId.StartsWith($"{pipeline}-", StringComparison.Ordinal) && Occurrence().IsMatch(runId[(pipeline.Length + 1)..]);

    [GeneratedRegex(@"^[0-9]{8}-[A-Za-z0-9-]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Occurrence();
}
