using System.Globalization;
using Etl.Core.Registry;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry.Retention;

/// <summary>
/// All records that decide what is kept, as one pass has read them. It is not one moment: what a run adds meanwhile is not here, and is no candidate for deletion
/// for that reason.
/// </summary>
internal sealed class RegistrySurvey
{
    private const string CommitFolder = "commits";
    private const string PackFolder = "packs";
    private const string RecordEnding = ".json";
    private readonly Dictionary<string, SurveyedRun> _runs;
    private readonly RetentionPolicy _policy;
    private readonly DateTimeOffset _now;

    private RegistrySurvey(Dictionary<string, SurveyedRun> runs, RetentionPolicy policy, DateTimeOffset now)
    {
        _runs = runs;
        _policy = policy;
        _now = now;
    }

    /// <summary>All that are there. A task has two when an attempt came so late that the record of its pack had been deleted, and made it again.</summary>
    public required IReadOnlyList<SurveyedCommit> Records { get; init; }

    /// <summary>By run and task.</summary>
    public required IReadOnlyDictionary<(string RunId, string Task), SurveyedCommit> Commits { get; init; }

    /// <summary>The versions that recent runs, and the runs that these repeat, have pinned.</summary>
    public required IReadOnlyList<VersionId> Pinned { get; init; }

    /// <summary>Runs that a run is repeating that has not ended.</summary>
    public required IReadOnlySet<string> Repeated { get; init; }

    /// <summary>Runs that have not ended, latest claim first; then those that are not in the index.</summary>
    public required IReadOnlyList<string> OpenRuns { get; init; }

    /// <summary>Whether everything of a run is kept. What is not known is kept too.</summary>
    public bool IsRecent(string runId) => _policy.IsRecent(_runs.GetValueOrDefault(runId)?.EndedAt, _now);

    /// <summary>Reads every commit record; several at a time.</summary>
    /// <exception cref="RecordFormatException">A record can't be read: who needs what is not known then.</exception>
    public static async Task<RegistrySurvey> ReadAsync(IObjectStore store, RunRecords records, RetentionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var indexed = await records.ListRunsAsync(cancellationToken).ToListAsync(cancellationToken);
        var runs = await ListAsync(store, cancellationToken);
        await SetEndsAsync(runs, indexed, records, cancellationToken);
        var recent = runs.Values.Where(run => policy.IsRecent(run.EndedAt, now)).ToList();
        var open = recent.Where(run => run.EndedAt is null).ToList();
        var claims = await Batches.SelectAsync(open.Where(run => run.HasClaim), run => records.FindClaimAsync(run.RunId, cancellationToken));
        var repeated = claims.Select(claim => claim?.Request.Rerun?.RunId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var pinning = recent.Union(runs.Values.Where(run => repeated.Contains(run.RunId))).Where(run => run.HasPins);
        var pins = await Batches.SelectAsync(pinning, run => records.FindPinsAsync(run.RunId, cancellationToken));
        var singles = await Batches.SelectAsync(runs.Values.SelectMany(run => run.Committed.Select(task => (run.RunId, task))), async commit =>
            await records.FindSingleCommitAsync(commit.RunId, commit.task, cancellationToken) is { } record ? Surveyed(RegistryNames.Commit(commit.RunId, commit.task), record) : null);
        var packs = await Batches.SelectAsync(runs.Values.SelectMany(run => run.CommittedPacks.Select(pack => (run.RunId, pack))), async commit =>
            (await records.FindPackCommitAsync(commit.RunId, commit.pack, cancellationToken))?.Tasks.Select(task => Surveyed(RegistryNames.PackCommit(commit.RunId, commit.pack), task)) ?? []);
        var openRuns = open.Select(run => run.RunId).ToHashSet(StringComparer.Ordinal);
        var inOrder = indexed.Select(run => run.RunId).Where(openRuns.Contains).ToList();
        List<SurveyedCommit> commits = [.. singles.OfType<SurveyedCommit>(), .. packs.SelectMany(pack => pack)];
        return new RegistrySurvey(runs, policy, now)
        {
            Records = commits,
            Commits = commits.DistinctBy(commit => (commit.RunId, commit.Task)).ToDictionary(commit => (commit.RunId, commit.Task)),
            Pinned = [.. pins.OfType<RunPins>().SelectMany(pin => pin.Versions.Concat(pin.Previous).Concat(pin.Schemas.Select(schema => schema.Newest)))],
            Repeated = repeated,
            OpenRuns = [.. inOrder, .. openRuns.Except(inOrder, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    private static SurveyedCommit Surveyed(string name, TaskCommit commit) => new(name, commit.RunId, commit.Task, commit.Outputs, commit.Inputs);

    private static async Task<Dictionary<string, SurveyedRun>> ListAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var runs = new Dictionary<string, SurveyedRun>(StringComparer.Ordinal);
        await foreach (var name in store.ListAsync(RegistryNames.Runs, cancellationToken))
        {
            var segments = name.Split('/');
            var run = runs.TryGetValue(segments[1], out var known) ? known : runs[segments[1]] = new SurveyedRun(segments[1]);
            if (segments.Length == 4 && segments[2] == CommitFolder && segments[3].EndsWith(RecordEnding, StringComparison.Ordinal))
            {
                run.Committed.Add(segments[3][..^RecordEnding.Length]);
            }
            else if (segments.Length == 4 && segments[2] == PackFolder && int.TryParse(segments[3].AsSpan(0, Math.Max(0, segments[3].Length - RecordEnding.Length)), NumberStyles.None, CultureInfo.InvariantCulture, out var pack))
            {
                run.CommittedPacks.Add(pack);
            }
            else
            {
                run.HasClaim |= name == RegistryNames.Claim(run.RunId);
                run.HasPins |= name == RegistryNames.Pins(run.RunId);
                run.HasSummary |= name == RegistryNames.Summary(run.RunId);
            }
        }

        return runs;
    }

    private static async Task SetEndsAsync(Dictionary<string, SurveyedRun> runs, IReadOnlyList<RunIndexEntry> indexed, RunRecords records, CancellationToken cancellationToken)
    {
        foreach (var entry in indexed.Where(entry => entry.DurationMs is not null))
        {
            if (runs.GetValueOrDefault(entry.RunId) is { HasSummary: true } run)
            {
                run.EndedAt = entry.StartedAt.AddMilliseconds(entry.DurationMs!.Value);
            }
        }

        // The process that put the summary died before it could enter the end into the index.
        var notEntered = runs.Values.Where(run => run is { HasSummary: true, EndedAt: null });
        foreach (var summary in await Batches.SelectAsync(notEntered, run => records.FindSummaryAsync(run.RunId, cancellationToken)))
        {
            runs[summary!.RunId].EndedAt = summary.StartedAt.AddMilliseconds(summary.DurationMs ?? 0);
        }
    }
}
