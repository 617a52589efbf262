using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Runs;
using Etl.Storage.Registry;

namespace Etl.Functions.Activities;

/// <summary>Tells whether attempts that have not answered are lost: one that still waits for its turn, or has not had its time, is not.</summary>
internal sealed class LostAttempts(RunRecords records, TimeProvider time)
{
    /// <summary>The note of an attempt of one of the tasks that is lost; null when there is none. One listing of the notes of the run.</summary>
    public async Task<TaskNote?> FindAsync(string runId, IReadOnlyCollection<string> tasks, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // An attempt that nobody has taken up has no note: the platform delivers it at least once, when a worker is free.
        var claim = await records.FindClaimAsync(runId, cancellationToken) ?? throw new UnknownRunException(runId);
        var wanted = tasks.ToHashSet(StringComparer.Ordinal);
        var latest = new Dictionary<string, TaskNote>(StringComparer.Ordinal);
        await foreach (var note in records.ListTaskNotesAsync(claim.Snapshot, cancellationToken))
        {
            if (wanted.Contains(note.Task))
            {
                latest[note.Task] = note;
            }
        }

        return tasks.Select(task => latest.GetValueOrDefault(task)).FirstOrDefault(note => note is { Status: RunStatus.Running } && time.GetUtcNow() - note.StartedAt >= timeout * 2);
    }
}
