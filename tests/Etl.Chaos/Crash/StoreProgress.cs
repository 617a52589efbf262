using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.Chaos.Crash;

/// <summary>Where the runs of a store stand.</summary>
/// <param name="Runs">That were started: they are in the index.</param>
/// <param name="OpenRuns">Of these, those without an end.</param>
/// <param name="OpenBackfill">The backfill of the scenario, when it has been started and has not ended.</param>
internal sealed record StoreProgress(int Runs, IReadOnlyList<string> OpenRuns, string? OpenBackfill)
{
    public bool IsOpen => OpenRuns.Count > 0 || OpenBackfill is not null;

    public static async Task<StoreProgress> ReadAsync(IObjectStore store, CrashScenario scenario, CancellationToken cancellationToken)
    {
        var runs = 0;
        var open = new List<string>();
        await foreach (var run in new RunRecords(store, TimeProvider.System).ListRunsAsync(cancellationToken))
        {
            runs++;
            if (!run.Status.HasEnded())
            {
                open.Add(run.RunId);
            }
        }

        string? openBackfill = null;
        if (scenario.Backfill is var (pipeline, name))
        {
            var id = BackfillId.ForIdempotencyKey(pipeline, name);
            var listed = await new BackfillRecords(store).ListAsync(pipeline, limit: 1, cancellationToken);
            openBackfill = listed is [var backfill] && !backfill.Status.HasEnded() ? id : null;
        }

        return new StoreProgress(runs, open, openBackfill);
    }

    /// <summary>What a user types to go on: the command once more if nothing was started.</summary>
    public IReadOnlyList<string> NextCommand(CrashScenario scenario) => this switch
    {
        { IsOpen: false } => scenario.Start,
        { OpenBackfill: { } backfill } => ["backfills", "resume", backfill],
        _ => ["resume", OpenRuns[0]],
    };
}
