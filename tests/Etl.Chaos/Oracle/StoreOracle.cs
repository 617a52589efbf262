using System.Security.Cryptography;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.Chaos.Oracle;

/// <summary>What must be true of a store on which every run has been brought to its end, whatever went wrong on the way.</summary>
internal sealed class StoreOracle(IObjectStore store)
{
    private readonly RunRecords _records = new(store, TimeProvider.System);

    /// <summary>Whether a run may have ended cancelled, with nothing published.</summary>
    public bool MayBeCancelled { get; init; }

    /// <summary>Each thing that is wrong, in a sentence.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync(CancellationToken cancellationToken)
    {
        var violations = new List<string>();
        try
        {
            await CheckAsync(violations, cancellationToken);
        }
        catch (StoreException exception)
        {
            violations.Add($"the store can't be read: {exception.Message}");
        }

        return violations;
    }

    private async Task CheckAsync(List<string> violations, CancellationToken cancellationToken)
    {
        var heads = await new PublishedModels(store, TimeProvider.System).ReadAsync(cancellationToken);
        var listed = (await heads.FindAllAsync(heads.Models, cancellationToken)).SelectMany(list => list.Versions).Select(version => version.Id).ToHashSet();
        var published = new HashSet<VersionId>();
        await foreach (var run in _records.ListRunsAsync(cancellationToken))
        {
            if (await _records.FindSummaryAsync(run.RunId, cancellationToken) is not { } summary)
            {
                violations.Add($"run '{run.RunId}' was started and has not ended");
                continue;
            }

            if (run.Status != summary.Status)
            {
                violations.Add($"run '{run.RunId}' ended {summary.Status} and is listed as {run.Status}");
            }

            if (summary.Status == RunStatus.Cancelled && MayBeCancelled)
            {
                continue;
            }

            if (summary.Status != RunStatus.Succeeded)
            {
                violations.Add($"run '{run.RunId}' ended {summary.Status}: {summary.Error?.Message ?? summary.Tasks.FirstOrDefault(task => task.Error is not null)?.Error?.Message}");
                continue;
            }

            foreach (var commit in await CheckRunAsync(run.RunId, violations, cancellationToken))
            {
                foreach (var version in commit.Outputs)
                {
                    published.Add(version.Id);
                    await CheckBlobsAsync(version, violations, cancellationToken);
                }
            }
        }

        violations.AddRange(listed.Except(published).Select(version => $"'{version}' is listed, and no successful run has committed it"));
        violations.AddRange(published.Except(listed).Select(version => $"'{version}' was committed by a successful run, and is not listed"));
    }

    private async Task<IReadOnlyList<TaskCommit>> CheckRunAsync(string runId, List<string> violations, CancellationToken cancellationToken)
    {
        if (await _records.FindEndingAsync(runId, cancellationToken) is not { Kind: RunEndingKind.Publish })
        {
            violations.Add($"run '{runId}' succeeded without a decision to publish");
        }

        var claim = (await _records.FindClaimAsync(runId, cancellationToken))!;
        var outcomes = new List<TaskCommit>();
        for (var pack = 0; pack < (claim.Snapshot.Packs?.Count ?? 0); pack++)
        {
            outcomes.AddRange((await _records.FindPackCommitAsync(runId, pack, cancellationToken))?.Tasks ?? []);
        }

        foreach (var task in claim.Snapshot.Tasks)
        {
            if (await _records.FindSingleCommitAsync(runId, task.Name, cancellationToken) is { } commit)
            {
                outcomes.Add(commit);
            }

            var count = outcomes.Count(outcome => outcome.Task == task.Name);
            if (count != 1)
            {
                violations.Add($"task '{task.Name}' of run '{runId}' has {count} committed outcomes");
            }
        }

        violations.AddRange(outcomes.Where(outcome => !outcome.Status.IsSuccess()).Select(outcome => $"task '{outcome.Task}' of the successful run '{runId}' ended {outcome.Status}"));
        return outcomes;
    }

    private async Task CheckBlobsAsync(ModelVersion version, List<string> violations, CancellationToken cancellationToken)
    {
        foreach (var part in version.AllParts)
        {
            try
            {
                await using var content = await store.OpenReadAsync(part.Blob, cancellationToken);
                if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)) != part.BlobSha256)
                {
                    violations.Add($"blob '{part.Blob}' has other bytes than its record says");
                }
            }
            catch (ObjectNotFoundException)
            {
                violations.Add($"blob '{part.Blob}' is in a record, and is not there");
            }
        }
    }
}
