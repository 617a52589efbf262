using System.Security.Cryptography;
using DurableTask.Core.Exceptions;
using Etl.Core.Registry;
using Etl.Functions.Orchestrators;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Runs;

/// <summary>
/// Starts runs: claim, then schedule. Only who puts the claim schedules, because scheduling an instance id that has ended
/// silently starts it again and overwrites its history.
/// </summary>
public sealed class RunStarter(RunPlanner planner, MissingInputs inputs, RunRecords records, PipelineStates states, EtlOptions options, TimeProvider time, ILogger<RunStarter> logger)
{
    /// <summary>A claim that has no instance after this long was left behind by a process that died between claiming and scheduling.</summary>
    public static readonly TimeSpan ClaimWithoutInstance = TimeSpan.FromMinutes(1);

    private const int ClaimIdDigits = 12;
    private const int MaxClaimTries = 3;

    /// <summary>Starts a run, or finds the one that the same request started before.</summary>
    /// <param name="client">Of the task hub.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="runId">The id, where it follows from a schedule or an idempotency key; null makes a new one.</param>
    /// <param name="cancellationToken">Honoured until the run is claimed.</param>
    /// <exception cref="InvalidRunRequestException">Something is wrong with the request, or a model that the run would read is not published; nothing was written.</exception>
    /// <exception cref="RunConflictException">The id was claimed by another request.</exception>
    /// <exception cref="PipelinePausedException">The pipeline is paused; nothing was written.</exception>
    public async Task<RunStart> StartAsync(DurableTaskClient client, RunRequest request, string? runId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        return await FindRepeatedAsync(client, request, runId, cancellationToken)
            ?? await StartAsync(client, await planner.PlanAsync(request, cancellationToken), request, runId, cancellationToken);
    }

    /// <summary>The run that the same request started before under the id; null when there is none.</summary>
    /// <exception cref="RunConflictException">The id was claimed by another request.</exception>
    internal async Task<RunStart?> FindRepeatedAsync(DurableTaskClient client, RunRequest request, string? runId, CancellationToken cancellationToken) =>
        runId is not null && await records.FindClaimAsync(runId, cancellationToken) is { } earlier
            ? await RepeatAsync(client, earlier, request, cancellationToken)
            : null;

    /// <summary>Starts a run that was planned.</summary>
    internal async Task<RunStart> StartAsync(DurableTaskClient client, PlannedRun planned, RunRequest request, string? runId, CancellationToken cancellationToken)
    {
        // The claim id is kept over all tries: a put whose answer was lost is known as one's own again.
        var claim = RunClaims.Of(planned, request, runId, options) with { ClaimId = RandomNumberGenerator.GetHexString(ClaimIdDigits, lowercase: true) };
        if ((await states.FindAsync(claim.Job.Pipeline, cancellationToken)).PausedSince is { } since)
        {
            throw new PipelinePausedException(claim.Job.RunId, claim.Job.Pipeline, since);
        }

        if (await inputs.FindAsync(claim, planned.Plan, cancellationToken) is { Count: > 0 } missing)
        {
            throw new InvalidRunRequestException(claim.Job.Pipeline, missing);
        }

        var (outcome, deciding) = await ClaimAsync(claim, cancellationToken);
        if (outcome != ClaimOutcome.Claimed)
        {
            return await RepeatAsync(client, deciding, request, cancellationToken);
        }

        await ScheduleAsync(client, deciding);
        Log.RunStarted(logger, deciding.Job.RunId, deciding.Job.Pipeline, deciding.Job.BusinessDate);
        Telemetry.EtlMetrics.RunStarted(deciding.Job.Pipeline);
        return new RunStart(deciding, IsNew: true);
    }

    private async Task<ClaimResult> ClaimAsync(RunClaim claim, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await records.ClaimAsync(claim, cancellationToken);
            }
            catch (StoreException exception) when (exception.IsTransient && tries < MaxClaimTries)
            {
                // It may have taken effect all the same. Without another try its run would wait for the next identical request.
            }
        }
    }

    private async Task<RunStart> RepeatAsync(DurableTaskClient client, RunClaim claim, RunRequest request, CancellationToken cancellationToken)
    {
        if (claim.RequestHash != request.Hash())
        {
            throw new RunConflictException(claim.Job.RunId, $"Run '{claim.Job.RunId}' was started by another request. Repeat that request exactly, or use another idempotency key.");
        }

        await ScheduleIfLeftBehindAsync(client, claim, cancellationToken);
        return new RunStart(claim, IsNew: false);
    }

    /// <summary>
    /// Goes on with a run whose process died. If it has no live instance, because the process died between claiming and scheduling or
    /// because its orchestration failed, it is scheduled again; its epoch is raised, so that its children get ids of their own.
    /// Of a run that has ended only the end is entered into the index, in case its process died before it could. For a caller that knows that nobody else works on the run.
    /// </summary>
    /// <exception cref="UnknownRunException">There is no such run.</exception>
    public async Task ResumeAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var claim = await records.FindClaimAsync(runId, cancellationToken) ?? throw new UnknownRunException(runId);
        if (await records.FindSummaryAsync(runId, cancellationToken) is { } summary)
        {
            await records.FinishAsync(summary, cancellationToken);
            return;
        }

        await records.RaiseEpochAsync(runId, cancellationToken);
        if (await client.GetInstanceAsync(runId, getInputsAndOutputs: false, cancellationToken) is null or { IsCompleted: true })
        {
            await ScheduleUnlessThereAsync(client, claim);
        }
    }

    /// <summary>Schedules a claimed run that never had an instance, if nobody else can be about to do so.</summary>
    internal async Task ScheduleIfLeftBehindAsync(DurableTaskClient client, RunClaim claim, CancellationToken cancellationToken)
    {
        var runId = claim.Job.RunId;
        if (time.GetUtcNow() - claim.Job.StartedAt >= ClaimWithoutInstance
            && await client.GetInstanceAsync(runId, getInputsAndOutputs: false, cancellationToken) is null
            && await records.FindSummaryAsync(runId, cancellationToken) is null)
        {
            if (await records.FindPinsAsync(runId, cancellationToken) is not null)
            {
                // Its orchestration has begun, so it was scheduled: it was terminated, and its history purged, behind our back. That does not undo the end.
                Log.RunWithoutHistory(logger, runId, claim.Job.Pipeline);
                return;
            }

            await records.EnsureIndexedAsync(claim, cancellationToken);
            await ScheduleUnlessThereAsync(client, claim);
        }
    }

    /// <summary>For callers that have seen no live instance: another request, tick or host may have scheduled it since.</summary>
    private static async Task ScheduleUnlessThereAsync(DurableTaskClient client, RunClaim claim)
    {
        try
        {
            await ScheduleAsync(client, claim);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // It runs, which is all that was wanted.
        }
    }

    private static async Task ScheduleAsync(DurableTaskClient client, RunClaim claim)
    {
        // Not cancellable: a claim without an instance would keep its next request waiting for a minute.
        await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(PipelineOrchestrator),
            claim.Snapshot,
            new StartOrchestrationOptions(InstanceId: claim.Job.RunId),
            CancellationToken.None);
    }
}
