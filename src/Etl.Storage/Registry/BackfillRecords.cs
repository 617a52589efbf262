using System.Text.Json;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>The durable records of backfills: a claim, a note for each date that has a run, a marker when it is cancelled, and entries in an index. Thread-safe.</summary>
/// <remarks>All members throw <see cref="StoreException"/> when the store fails, and <see cref="ArgumentException"/> for a name that can't be an id.</remarks>
public sealed class BackfillRecords(IObjectStore store)
{
    /// <summary>Index entries that a list looks at. A backfill has two.</summary>
    private const int MaxScanned = 5_000;
    private const int MaxListed = 1_000;

    private readonly RecordFiles<BackfillClaim> _claims = new(store, BackfillClaim.CurrentSchema);

    /// <summary>Claims the id, unless that was done before, and enters the backfill into the index. Returns the claim that was put first, and whether it is this one.</summary>
    public async Task<(BackfillClaim Claim, bool IsMine)> ClaimAsync(BackfillClaim claim, CancellationToken cancellationToken = default)
    {
        var (deciding, isMine) = await _claims.PutOnceAsync(RegistryNames.BackfillClaim(claim.Id), claim, cancellationToken);
        await EnsureIndexedAsync(deciding, cancellationToken);
        return (deciding, isMine);
    }

    /// <summary>Enters a claimed backfill into the index, in case the claimant died before it could. Idempotent, also after it has ended.</summary>
    public Task EnsureIndexedAsync(BackfillClaim claim, CancellationToken cancellationToken = default) =>
        WriteEntryAsync(BackfillIndexEntry.Of(claim, RunStatus.Running), RegistryNames.Claimed, cancellationToken);

    /// <summary>Marks a backfill as ended in the index. Idempotent.</summary>
    public Task EndAsync(BackfillClaim claim, RunStatus status, CancellationToken cancellationToken = default) =>
        WriteEntryAsync(BackfillIndexEntry.Of(claim, status), RegistryNames.Ended, cancellationToken);

    /// <summary>Whether the end of a backfill is in the index. It is not when the process died right before; <see cref="EndAsync"/> enters it then. One listing of two entries.</summary>
    public Task<bool> IsListedAsEndedAsync(BackfillClaim claim, CancellationToken cancellationToken = default) =>
        Notes.ExistsAsync(store, RegistryNames.BackfillIndexEntry(claim.Id, claim.StartedAt, RegistryNames.Ended), cancellationToken);

    /// <summary>The newest backfills, newest first, by the time of the claim; those of a pipeline among the newest 2,500. One listing, or a few with a pipeline.</summary>
    public async Task<IReadOnlyList<BackfillIndexEntry>> ListAsync(string? pipeline, int limit, CancellationToken cancellationToken = default)
    {
        var found = new List<BackfillIndexEntry>();
        var scanned = 0;
        string? continuation = null;
        do
        {
            var page = await store.ListNotesPageAsync(RegistryNames.BackfillIndex, continuation, pipeline is null ? Math.Min(MaxListed, 2 * limit) : MaxListed, cancellationToken);
            foreach (var entry in page.Notes.Select(note => Notes.ReadBackfillIndexEntry(store.Description, note)).Where(entry => pipeline is null || entry.Pipeline == pipeline))
            {
                // Up to two entries, next to each other: claimed, then ended.
                if (found.Count > 0 && found[^1].Id == entry.Id)
                {
                    found[^1] = entry;
                }
                else
                {
                    found.Add(entry);
                }
            }

            scanned += page.Notes.Count;
            continuation = page.Continuation;
        }
        while (continuation is not null && found.Count <= limit && scanned < MaxScanned);

        return found.Count <= limit ? found : found[..limit];
    }

    /// <summary>Null when there is no such backfill.</summary>
    public Task<BackfillClaim?> FindClaimAsync(string id, CancellationToken cancellationToken = default) =>
        _claims.FindAsync(RegistryNames.BackfillClaim(id), cancellationToken);

    /// <summary>Shows where a date stands. Overwrites the note before.</summary>
    public Task WriteRunAsync(string id, BackfillRunDocument run, CancellationToken cancellationToken = default) =>
        store.WriteNoteAsync(RegistryNames.BackfillRun(id, run.BusinessDate), Notes.Write(run), cancellationToken);

    /// <summary>No more of its runs are started from now on.</summary>
    public Task CancelAsync(string id, CancellationToken cancellationToken = default) =>
        store.PutOnceAsync(RegistryNames.BackfillCancel(id), JsonSerializer.SerializeToUtf8Bytes(new { Schema = 1 }, RegistryJson.Options), cancellationToken);

    /// <summary>Whether somebody has cancelled it.</summary>
    public async Task<bool> IsCancelledAsync(string id, CancellationToken cancellationToken = default) =>
        await store.TryReadAsync(RegistryNames.BackfillCancel(id), cancellationToken) is not null;

    /// <summary>Null when there is no such backfill. Two reads and one listing, however many runs it has.</summary>
    public async Task<BackfillDocument?> ReadAsync(string id, CancellationToken cancellationToken = default) =>
        await FindClaimAsync(id, cancellationToken) is { } claim ? await ReadAsync(claim, cancellationToken) : null;

    /// <summary>Where a claimed backfill stands.</summary>
    public async Task<BackfillDocument> ReadAsync(BackfillClaim claim, CancellationToken cancellationToken = default)
    {
        var notes = new Dictionary<DateOnly, BackfillRunDocument>();
        await foreach (var note in store.ListNotesAsync(RegistryNames.BackfillRuns(claim.Id), cancellationToken))
        {
            var run = Notes.ReadBackfillRun(store.Description, note);
            notes[run.BusinessDate] = run;
        }

        var runs = claim.Dates.Select(date => notes.GetValueOrDefault(date) ?? new BackfillRunDocument(date, RunId: null, RunStatus.Pending)).ToList();
        return BackfillDocument.Of(claim, runs, await IsCancelledAsync(claim.Id, cancellationToken));
    }

    private Task WriteEntryAsync(BackfillIndexEntry entry, string state, CancellationToken cancellationToken) =>
        store.WriteNoteAsync(RegistryNames.BackfillIndexEntry(entry.Id, entry.StartedAt, state), Notes.Write(entry), cancellationToken);
}
