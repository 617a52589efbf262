using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>
/// The durable records of runs. Whatever is decided about a run is decided by the first put of a record, so every member may be
/// called again, late, and by several processes at once; who loses gets the record that won. docs/registry.md has the protocol.
/// Thread-safe.
/// </summary>
/// <remarks>
/// All members throw <see cref="StoreException"/> when the store fails, <see cref="RecordFormatException"/> for a record that can't
/// be read, and <see cref="ArgumentException"/> for a name that can't be a run id or a task name.
/// </remarks>
public sealed class RunRecords
{
    private const int MaxConflicts = 20;
    private readonly IObjectStore _store;
    private readonly TimeProvider _time;
    private readonly RecordFiles<RunClaim> _claims;
    private readonly RecordFiles<RunEpoch> _epochs;
    private readonly RecordFiles<RunPins> _pins;
    private readonly RecordFiles<RunEnding> _endings;
    private readonly RecordFiles<RunDocument> _summaries;
    private readonly CommitRecords _commits;
    private readonly ConcurrentDictionary<string, WeakReference<RunClaim>> _claimsInUse = new(StringComparer.Ordinal);

    /// <summary>The records in a store.</summary>
    public RunRecords(IObjectStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
        _claims = new RecordFiles<RunClaim>(store, RunClaim.CurrentSchema);
        _epochs = new RecordFiles<RunEpoch>(store, RunEpoch.CurrentSchema);
        _pins = new RecordFiles<RunPins>(store, RunPins.CurrentSchema);
        _endings = new RecordFiles<RunEnding>(store, RunEnding.CurrentSchema);
        _summaries = new RecordFiles<RunDocument>(store, RunDocument.CurrentSchema);
        _commits = new CommitRecords(store, FindClaimAsync);
    }

    /// <summary>Has the serializer look at the records of a run, and at what is published of it, before the first is written. Reads and writes nothing.</summary>
    public static void Preload()
    {
        foreach (var record in new[] { typeof(RunClaim), typeof(RunPins), typeof(TaskCommit), typeof(RunEnding), typeof(RunDocument), typeof(HeadsRoot), typeof(HeadFile) })
        {
            RegistryJson.Options.GetTypeInfo(record);
        }
    }

    /// <summary>
    /// Claims the run id, and enters the run into the index. Of all claims of an id exactly one is answered with <see cref="ClaimOutcome.Claimed"/>,
    /// however often its put was retried; called again with the same <see cref="RunClaim.ClaimId"/> it is answered so again.
    /// </summary>
    public async Task<ClaimResult> ClaimAsync(RunClaim claim, CancellationToken cancellationToken = default)
    {
        var mine = claim.ClaimId is null ? claim with { ClaimId = RandomNumberGenerator.GetHexString(12, lowercase: true) } : claim;
        var (deciding, isMine) = await _claims.PutOnceAsync(RegistryNames.Claim(claim.Job.RunId), mine, cancellationToken);
        if (!isMine && deciding.RequestHash != mine.RequestHash)
        {
            return new ClaimResult(ClaimOutcome.OtherRequest, deciding);
        }

        Remember(deciding);
        await EnsureIndexedAsync(deciding, cancellationToken);
        return new ClaimResult(isMine ? ClaimOutcome.Claimed : ClaimOutcome.SameRequest, deciding);
    }

    /// <summary>A claim never changes, so it is not read again while somebody in this process has it. For those that work on the run; null when it was never claimed.</summary>
    public async Task<RunClaim?> GetClaimAsync(string runId, CancellationToken cancellationToken = default) =>
        _claimsInUse.TryGetValue(runId, out var known) && known.TryGetTarget(out var claim) ? claim : await FindClaimAsync(runId, cancellationToken);

    /// <summary>Null when the run was never claimed.</summary>
    public async Task<RunClaim?> FindClaimAsync(string runId, CancellationToken cancellationToken = default)
    {
        var name = RegistryNames.Claim(runId);
        var claim = await _claims.FindAsync(name, cancellationToken);
        if (claim is not null)
        {
            Remember(claim.Job.RunId == runId ? claim : throw RecordFormatException.Damaged(_store.Description, name, $"It is of run '{claim.Job.RunId}'."));
        }

        return claim;
    }

    /// <summary>Enters a claimed run into the index, in case the claimant died before it could. Idempotent, also after the run has ended.</summary>
    public Task EnsureIndexedAsync(RunClaim claim, CancellationToken cancellationToken = default)
    {
        var entry = new RunIndexEntry(claim.Job.RunId, claim.Job.Pipeline, RunStatus.Running, claim.Job.StartedAt, DurationMs: null) { BusinessDate = claim.Job.BusinessDate };
        return _store.WriteNoteAsync(RegistryNames.IndexEntry(entry.RunId, entry.StartedAt, RegistryNames.Claimed), Notes.Write(entry), cancellationToken);
    }

    /// <summary>1 for a run that was never resumed.</summary>
    public async Task<int> ReadEpochAsync(string runId, CancellationToken cancellationToken = default) =>
        await _epochs.FindAsync(RegistryNames.Epoch(runId), cancellationToken) is { } record ? record.Epoch : 1;

    /// <summary>Returns an epoch that is higher than all before it and that no other call returns. A lost answer may leave a gap.</summary>
    public async Task<int> RaiseEpochAsync(string runId, CancellationToken cancellationToken = default)
    {
        var name = RegistryNames.Epoch(runId);
        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var current = await _epochs.FindForReplaceAsync(name, cancellationToken);
            var raised = new RunEpoch(RunEpoch.CurrentSchema, (current?.Record.Epoch ?? 1) + 1);
            var content = RecordFiles<RunEpoch>.Serialize(raised);
            var isMine = current is { } known
                ? await _store.TryReplaceAsync(name, content, known.ETag, cancellationToken)
                : await _store.TryCreateAsync(name, content, cancellationToken);
            if (isMine)
            {
                return raised.Epoch;
            }
        }

        throw new StoreException($"The epoch of run '{runId}' in the store {_store.Description} could not be raised: {MaxConflicts} times another process was faster. Is something resuming the run in a loop?", isTransient: true);
    }

    /// <summary>
    /// The versions that the run reads from elsewhere: for each external model the newest published one whose business date is not after
    /// the run's; a run that repeats another one takes those of that one. Resolved by the first call, from one reading of the heads; every later call returns the same.
    /// </summary>
    public async Task<RunPins> PinAsync(RunClaim claim, PublishedModels heads, CancellationToken cancellationToken = default)
    {
        var name = RegistryNames.Pins(claim.Job.RunId);
        return await _pins.FindAsync(name, cancellationToken)
            ?? (await _pins.PutOnceAsync(name, await ResolvePinsAsync(claim, heads, cancellationToken), cancellationToken)).Record;
    }

    /// <summary>The pins that a run would get now, without putting them. A run that repeats another one gets the pins of that one, unless it had found that some were missing.</summary>
    public async Task<RunPins> ResolvePinsAsync(RunClaim claim, PublishedModels heads, CancellationToken cancellationToken = default)
    {
        var own = await PinResolver.ResolveAsync(claim, heads, cancellationToken);
        return claim.Request.Rerun is { } rerun
            && await FindPinsAsync(rerun.RunId, cancellationToken) is { Missing.Count: 0 } pins
            && await FindClaimAsync(rerun.RunId, cancellationToken) is { } earlier
            ? RepeatedPins.Of(own, earlier, pins)
            : own;
    }

    /// <summary>Null while the run has pinned nothing.</summary>
    public Task<RunPins?> FindPinsAsync(string runId, CancellationToken cancellationToken = default) =>
        _pins.FindAsync(RegistryNames.Pins(runId), cancellationToken);

    /// <summary>Decides how the run ends, unless that was decided before. Returns the decision, which never changes.</summary>
    public async Task<RunEnding> DecideEndingAsync(string runId, RunEndingKind kind, string? reason, CancellationToken cancellationToken = default)
    {
        var ending = new RunEnding(RunEnding.CurrentSchema, runId, kind, _time.GetUtcNow(), reason);
        return (await _endings.PutOnceAsync(RegistryNames.Ending(runId), ending, cancellationToken)).Record;
    }

    /// <summary>Null while it is open how the run ends.</summary>
    public Task<RunEnding?> FindEndingAsync(string runId, CancellationToken cancellationToken = default) =>
        _endings.FindAsync(RegistryNames.Ending(runId), cancellationToken);

    /// <summary>
    /// Decides the outcome of a task, unless that was decided before. Returns the record that decided; it is the caller's when it has the
    /// caller's attempt id, so each execution of an attempt makes an id of its own. Outputs must be stored before. If the task is in a pack, the record of the pack must be there, without the task.
    /// </summary>
    /// <exception cref="ArgumentException">A commit without success has outputs.</exception>
    public async Task<TaskCommit> CommitAsync(TaskCommit commit, CancellationToken cancellationToken = default)
    {
        CheckOutputs(commit);
        return await _commits.PutAsync(commit, cancellationToken);
    }

    /// <summary>The same for the tasks of a pack together; one that is left out stays open.</summary>
    /// <exception cref="ArgumentException">A commit without success has outputs.</exception>
    public async Task<PackCommit> CommitAsync(PackCommit commit, CancellationToken cancellationToken = default)
    {
        foreach (var task in commit.Tasks)
        {
            CheckOutputs(task);
        }

        return await _commits.PutAsync(commit, cancellationToken);
    }

    /// <summary>Null while the outcome of the task is open.</summary>
    public async Task<TaskCommit?> FindCommitAsync(string runId, string task, CancellationToken cancellationToken = default) =>
        (await _commits.FindAsync([(runId, task)], cancellationToken))[0];

    /// <summary>The record of a task alone: the outcome of a task that is in no pack, or that the record of its pack has left open. For callers that know it is such a task; saves a read.</summary>
    public Task<TaskCommit?> FindSingleCommitAsync(string runId, string task, CancellationToken cancellationToken = default) => _commits.FindSingleAsync(runId, task, cancellationToken);

    /// <summary>Null while no outcome of the pack's tasks was decided.</summary>
    public Task<PackCommit?> FindPackCommitAsync(string runId, int pack, CancellationToken cancellationToken = default) => _commits.FindPackAsync(runId, pack, cancellationToken);

    /// <summary>Of all tasks of a run: one read for each task or pack, several at a time; the result is in the order of the tasks, with null where the outcome is open.</summary>
    public Task<IReadOnlyList<TaskCommit?>> FindCommitsAsync(RunClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return FindCommitsAsync(claim, commit => commit, cancellationToken);
    }

    /// <summary>The same, of each commit only what is kept.</summary>
    internal Task<IReadOnlyList<T?>> FindCommitsAsync<T>(RunClaim claim, Func<TaskCommit, T> keep, CancellationToken cancellationToken)
        where T : class
    {
        _commits.Remember(claim);
        return _commits.FindAsync([.. claim.Snapshot.Tasks.Select(task => (claim.Job.RunId, task.Name))], keep, cancellationToken);
    }

    /// <summary>The commits that have the given versions, one read for each record, several at a time; null where it is gone.</summary>
    public Task<IReadOnlyList<TaskCommit?>> FindCommitsAsync(IReadOnlyList<VersionId> versions, CancellationToken cancellationToken = default) =>
        _commits.FindAsync([.. versions.Select(version => (version.RunId, version.Task))], cancellationToken);

    /// <summary>The models among the outputs of a task of which a blob is not in the store any more. One request for each blob, several at a time; no content is read.</summary>
    public async Task<IReadOnlyList<string>> FindGoneOutputsAsync(TaskCommit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var blobs = commit.Outputs.SelectMany(output => output.AllParts, (output, part) => (output.Model, part.Blob));
        var found = await Batches.SelectAsync(blobs, async blob => (blob.Model, IsThere: await IsThereAsync(blob.Blob)));
        return [.. found.Where(blob => !blob.IsThere).Select(blob => blob.Model).Distinct(StringComparer.Ordinal)];

        async Task<bool> IsThereAsync(string blob)
        {
            try
            {
                await using var content = await _store.OpenReadAsync(blob, cancellationToken);
                return true;
            }
            catch (ObjectNotFoundException)
            {
                return false;
            }
        }
    }

    /// <summary>Shows where a task stands. Overwrites the note before; an error message that is too long for a note is cut.</summary>
    public Task WriteTaskNoteAsync(string runId, TaskNote note, CancellationToken cancellationToken = default) =>
        _store.WriteNoteAsync(RegistryNames.TaskNote(runId, note.Task), Notes.Write(note), cancellationToken);

    /// <summary>Shows where the tasks of a pack stand, in one note. Overwrites the note before; error messages that are too long for a note are cut.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="pack">The place of the pack in the snapshot.</param>
    /// <param name="notes">In the order of the pack; null for a task that does not run in it.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public Task WritePackNoteAsync(string runId, int pack, IReadOnlyList<TaskNote?> notes, CancellationToken cancellationToken = default) =>
        _store.WriteNoteAsync(RegistryNames.PackNote(runId, pack), PackNotes.Write(notes), cancellationToken);

    /// <summary>Where the tasks of a run stand; those that were not started have no note. Of a task of a pack that was run again by itself the later note comes last.</summary>
    public async IAsyncEnumerable<TaskNote> ListTaskNotesAsync(RunSnapshot snapshot, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var prefix = RegistryNames.TaskNotes(snapshot.RunId);
        var single = new List<TaskNote>();
        await foreach (var note in _store.ListNotesAsync(prefix, cancellationToken))
        {
            if (!note.Name.AsSpan(prefix.Length).StartsWith(RegistryNames.PackNotePrefix, StringComparison.Ordinal))
            {
                single.Add(Notes.ReadTask(_store.Description, note));
                continue;
            }

            foreach (var packed in PackNotes.Read(_store.Description, note, snapshot))
            {
                yield return packed;
            }
        }

        foreach (var note in single)
        {
            yield return note;
        }
    }

    /// <summary>
    /// The stored summary; before there is one, the document built from the claim and one listing of the task notes. Null when the run was never
    /// claimed. Never one read for each task. It says Running also for a run whose process died: only its host knows.
    /// </summary>
    public async Task<RunDocument?> ReadRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        if (await FindSummaryAsync(runId, cancellationToken) is { } summary)
        {
            return summary;
        }

        if (await FindClaimAsync(runId, cancellationToken) is not { } claim)
        {
            return null;
        }

        var notes = new Dictionary<string, TaskNote>(StringComparer.Ordinal);
        await foreach (var note in ListTaskNotesAsync(claim.Snapshot, cancellationToken))
        {
            notes[note.Task] = note;
        }

        var hasBegun = notes.Count > 0 || await FindEndingAsync(runId, cancellationToken) is not null;
        return RunDocuments.InProgress(claim, hasBegun ? RunStatus.Running : RunStatus.Pending, notes);
    }

    /// <summary>Null while the run has not ended.</summary>
    public Task<RunDocument?> FindSummaryAsync(string runId, CancellationToken cancellationToken = default) =>
        _summaries.FindAsync(RegistryNames.Summary(runId), cancellationToken);

    /// <summary>Puts the summary, unless there is one, and marks the run as ended in the index. Returns the summary that is stored, which never changes.</summary>
    public async Task<RunDocument> FinishAsync(RunDocument summary, CancellationToken cancellationToken = default)
    {
        var (deciding, _) = await _summaries.PutOnceAsync(RegistryNames.Summary(summary.RunId), summary, cancellationToken);

        // Also when another process was first: it may have died between the two writes.
        var entry = new RunIndexEntry(deciding.RunId, deciding.Pipeline, deciding.Status, deciding.StartedAt, deciding.DurationMs) { BusinessDate = deciding.BusinessDate == default ? null : deciding.BusinessDate };
        await _store.WriteNoteAsync(RegistryNames.IndexEntry(entry.RunId, entry.StartedAt, RegistryNames.Ended), Notes.Write(entry), cancellationToken);
        return deciding;
    }

    /// <summary>
    /// Whether the end of a run is in the index. It is not when the process died between the summary and the index; <see cref="FinishAsync"/> enters it then. One listing of two entries.
    /// </summary>
    public Task<bool> IsListedAsEndedAsync(RunDocument summary, CancellationToken cancellationToken = default) =>
        Notes.ExistsAsync(_store, RegistryNames.IndexEntry(summary.RunId, summary.StartedAt, RegistryNames.Ended), cancellationToken);

    /// <summary>Newest first, by the time of the claim. A run without summary is listed as Running; <see cref="ReadRunAsync"/> looks closer.</summary>
    public async IAsyncEnumerable<RunIndexEntry> ListRunsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A run has up to two entries, next to each other: claimed, then ended. Neither ever changes, so a late write can't take the end back.
        RunIndexEntry? previous = null;
        await foreach (var note in _store.ListNotesAsync(RegistryNames.RunIndex, cancellationToken))
        {
            var entry = Notes.ReadIndexEntry(_store.Description, note);
            if (previous is not null && previous.RunId != entry.RunId)
            {
                yield return previous;
            }

            previous = entry;
        }

        if (previous is not null)
        {
            yield return previous;
        }
    }

    /// <summary>
    /// A page of the runs that a filter lets through, newest first. It costs a few listings of index entries, however many runs there are before or after it;
    /// so with a filter that few runs pass it may have fewer runs than asked for, or none, and be followed by others.
    /// </summary>
    /// <param name="filter">Which runs.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="after">What the page before gave as <see cref="RunPage.Next"/>; null for the first page.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ArgumentException">No page gave that as its next one.</exception>
    public Task<RunPage> ListRunsAsync(RunFilter filter, int limit, string? after, CancellationToken cancellationToken = default) =>
        new RunPages(_store, this).ReadAsync(filter, limit, after, cancellationToken);

    private void Remember(RunClaim claim)
    {
        foreach (var (runId, _) in _claimsInUse.Where(known => !known.Value.TryGetTarget(out _)))
        {
            _claimsInUse.TryRemove(runId, out _);
        }

        _claimsInUse[claim.Job.RunId] = new WeakReference<RunClaim>(claim);
        _commits.Remember(claim);
    }

    private static void CheckOutputs(TaskCommit commit)
    {
        if (!commit.Status.IsSuccess() && commit.Outputs.Count > 0)
        {
            throw new ArgumentException($"The commit of task '{commit.Task}' of run '{commit.RunId}' is {commit.Status} and has outputs. Only success has outputs.", nameof(commit));
        }
    }
}
