using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Runs;

/// <summary>Ends runs that don't end by being cancelled: the operator's last resort.</summary>
public sealed class RunTerminator(RunRecords records, RunEndings endings, TimeProvider time)
{
    private const string Reason = "Terminated by an operator.";

    /// <summary>Ends the run's orchestrations at once, and writes its record as Cancelled. Running tasks learn of it when they next look, and publish nothing. Repeating it is harmless.</summary>
    /// <exception cref="UnknownRunException">There is no such run.</exception>
    /// <exception cref="RunConflictException">The run has published or is publishing, which can't be undone, or has failed.</exception>
    public async Task TerminateAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var claim = await records.FindClaimAsync(runId, cancellationToken) ?? throw new UnknownRunException(runId);
        var ending = await records.DecideEndingAsync(runId, RunEndingKind.Cancel, Reason, cancellationToken);
        if (ending.Kind == RunEndingKind.Publish)
        {
            throw new RunConflictException(runId, $"Run '{runId}' has published its models, or is publishing them: it can't be terminated any more.");
        }

        if (ending.Kind == RunEndingKind.Fail && await records.FindSummaryAsync(runId, cancellationToken) is { } summary)
        {
            // It may not be listed so: who terminated it before may have died, and nobody else finishes it.
            await records.FinishAsync(summary, cancellationToken);
            throw new RunConflictException(runId, $"Run '{runId}' has failed already: there is nothing to terminate.");
        }

        await new RunFamily(client, runId, time).TerminateAsync(Reason, cancellationToken);
        await endings.FinishAsync(claim, RunEndingKind.Cancel, new TaskError("Terminated", Reason), givenUp: [], cancellationToken);
    }
}
