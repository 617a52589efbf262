using System.Security.Cryptography;
using DurableTask.Core.Exceptions;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Orchestrators;
using Etl.Functions.Runs;
using Etl.Storage.Registry;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Backfills;

/// <summary>Starts backfills: claim, then schedule. A repeated request goes on with what the first one has begun. Thread-safe.</summary>
public sealed class BackfillStarter(RunPlanner planner, BackfillRecords backfills, PublishedModels models, PipelineStates states, TimeProvider time)
{
    /// <summary>More runs are refused.</summary>
    public const int MaxRuns = 1_000;

    /// <summary>More at a time are refused.</summary>
    public const int MaxParallel = 50;

    /// <summary>Starts a backfill, or finds the one that the same request started before; if nobody works on it any more, it goes on.</summary>
    /// <param name="client">Of the task hub.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="id">Where it follows from an idempotency key; null makes a new one.</param>
    /// <param name="cancellationToken">Honoured until it is claimed.</param>
    /// <exception cref="UnknownPipelineException">There is no such pipeline.</exception>
    /// <exception cref="InvalidRunRequestException">Carries every problem; nothing was written.</exception>
    /// <exception cref="RunConflictException">The id was claimed by another request.</exception>
    /// <exception cref="PipelinePausedException">The pipeline is paused; nothing was written.</exception>
    public async Task<BackfillStart> StartAsync(DurableTaskClient client, BackfillRequest request, string? id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        id ??= BackfillId.New(request.Run.Pipeline);
        if (RunId.IsValid(id) && await backfills.FindClaimAsync(id, cancellationToken) is { } earlier)
        {
            return await RepeatAsync(client, earlier, request, cancellationToken);
        }

        var dates = await DatesAsync(request, id, cancellationToken);
        if ((await states.FindAsync(request.Run.Pipeline, cancellationToken)).PausedSince is { } since)
        {
            throw new PipelinePausedException(id, request.Run.Pipeline, since);
        }

        var mine = new BackfillClaim(BackfillClaim.CurrentSchema, id, request, request.Hash(), dates, time.GetUtcNow(), RandomNumberGenerator.GetHexString(12, lowercase: true));
        var (claim, isMine) = await backfills.ClaimAsync(mine, cancellationToken);
        if (!isMine)
        {
            return await RepeatAsync(client, claim, request, cancellationToken);
        }

        await ScheduleUnlessThereAsync(client, id);
        return new BackfillStart(claim, IsNew: true);
    }

    /// <summary>Everything that is wrong with a request; empty when it could be started.</summary>
    /// <exception cref="UnknownPipelineException">There is no such pipeline.</exception>
    public async Task<IReadOnlyList<RunProblem>> FindProblemsAsync(BackfillRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var problems = FindRangeProblems(request);
        problems.AddRange(await planner.FindProblemsAsync(request.Run with { BusinessDate = request.From }, cancellationToken));
        return problems;
    }

    /// <summary>Goes on with a backfill that has no live orchestration. For a caller that knows that nobody else is about to start it.</summary>
    /// <exception cref="UnknownBackfillException">There is no such backfill.</exception>
    public async Task ResumeAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var claim = await backfills.FindClaimAsync(id, cancellationToken) ?? throw new UnknownBackfillException(id);
        var status = (await backfills.ReadAsync(claim, cancellationToken)).Status;
        if (status.HasEnded())
        {
            // Its process may have died before it could say so in the index.
            await backfills.EndAsync(claim, status, cancellationToken);
        }
        else if (await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken) is null or { IsCompleted: true })
        {
            await ScheduleUnlessThereAsync(client, id);
        }
    }

    private async Task<BackfillStart> RepeatAsync(DurableTaskClient client, BackfillClaim claim, BackfillRequest request, CancellationToken cancellationToken)
    {
        if (claim.RequestHash != request.Hash())
        {
            throw new RunConflictException(claim.Id, $"Backfill '{claim.Id}' was started by another request. Repeat that request exactly, or use another idempotency key (--name).");
        }

        // A claim that is younger than that may be scheduled by its claimant just now.
        if (time.GetUtcNow() - claim.StartedAt >= RunStarter.ClaimWithoutInstance)
        {
            await ResumeAsync(client, claim.Id, cancellationToken);
        }

        return new BackfillStart(claim, IsNew: false);
    }

    private async Task<IReadOnlyList<DateOnly>> DatesAsync(BackfillRequest request, string id, CancellationToken cancellationToken)
    {
        var problems = FindRangeProblems(request);
        if (problems.Count > 0 || !RunId.IsValid(BackfillId.RunOf(id, request.To)))
        {
            problems.AddRange(await planner.FindProblemsAsync(request.Run with { BusinessDate = request.From }, cancellationToken));
            throw new InvalidRunRequestException(request.Run.Pipeline, problems.Count > 0
                ? problems
                : [new RunProblem("name-too-long", $"The name of pipeline '{request.Run.Pipeline}' is too long for a backfill: run ids have at most {RunId.MaxLength} characters.")]);
        }

        var planned = await planner.PlanAsync(request.Run with { BusinessDate = request.From }, cancellationToken);
        if (request.MissingOnly && !BackfillDates.HasPartitions(planned.Orchestrator))
        {
            throw Refused("no-partitions", $"Pipeline '{request.Run.Pipeline}' provides no model that is divided by dates, so none of its partitions is missing. Leave out missingOnly (--missing).");
        }

        var dates = BackfillDates.Between(planned.Orchestrator, request.From, request.To).Take(MaxRuns + 1).ToList();
        return dates.Count > MaxRuns
            ? throw Refused("too-many-runs", $"From {request.From:yyyy-MM-dd} to {request.To:yyyy-MM-dd} there are more than {MaxRuns} runs. Split the range into several backfills.")
            : request.MissingOnly ? await BackfillDates.MissingAsync(planned.Orchestrator, dates, models, cancellationToken) : dates;

        InvalidRunRequestException Refused(string code, string message) => new(request.Run.Pipeline, [new RunProblem(code, message)]);
    }

    private static List<RunProblem> FindRangeProblems(BackfillRequest request)
    {
        var problems = new List<RunProblem>();
        if (request.To < request.From)
        {
            problems.Add(new RunProblem("invalid-range", $"The last date, {request.To:yyyy-MM-dd}, is before the first, {request.From:yyyy-MM-dd}."));
        }

        if (request.MaxParallel is < 1 or > MaxParallel)
        {
            problems.Add(new RunProblem("invalid-parallelism", $"So many runs at a time, {request.MaxParallel}, are not possible: it is a whole number from 1 to {MaxParallel}."));
        }

        return problems;
    }

    private static async Task ScheduleUnlessThereAsync(DurableTaskClient client, string id)
    {
        try
        {
            // Not cancellable: a claim without an instance would keep its next request waiting for a minute.
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(BackfillOrchestrator), id, new StartOrchestrationOptions(InstanceId: id), CancellationToken.None);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // It runs, which is all that was wanted.
        }
    }
}
