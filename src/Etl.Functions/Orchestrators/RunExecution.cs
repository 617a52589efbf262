using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Microsoft.DurableTask;

namespace Etl.Functions.Orchestrators;

/// <summary>One execution, or replay, of a run's orchestration. Dictionaries are looked up in, never iterated.</summary>
internal sealed class RunExecution
{
    private const int MaxNamesInLog = 50;

    private readonly TaskOrchestrationContext _context;
    private readonly RunSnapshot _snapshot;
    private readonly IReadOnlyList<IReadOnlyList<TaskDescriptor>> _levels;
    private readonly TaskLedger _ledger;
    private readonly ISchedule _schedule;
    private readonly TimeSpan _patience;

    public RunExecution(TaskOrchestrationContext context, RunSnapshot snapshot)
    {
        _context = context;
        _snapshot = snapshot;
        _levels = SnapshotLevels.Of(snapshot);
        _ledger = new TaskLedger(snapshot, _levels.Count);
        _patience = snapshot.IsFollowed ? TimeSpan.Zero : Activity.Patience;
        _schedule = snapshot.Scheduling == RunScheduling.Eager
            ? new EagerSchedule(context, snapshot, _ledger, ReportProgress)
            : new LevelSchedule(context, snapshot, _levels, _ledger, ReportProgress);
    }

    public async Task<FinishRunResult> ExecuteAsync()
    {
        using var stopListening = new CancellationTokenSource();
        var cancel = _context.WaitForExternalEvent<string>(RunEvents.Cancel, stopListening.Token);
        LogLevels();
        ReportProgress();
        try
        {
            var (ending, error) = await RunToEndAsync(cancel);
            return await FinishAsync(ending, error, cancel);
        }
        finally
        {
            stopListening.Cancel();
        }
    }

    /// <summary>How the run wants to end. An activity that infrastructure kept from answering makes it fail, so that its record says so.</summary>
    private async Task<(RunEndingKind Ending, TaskError? Error)> RunToEndAsync(Task<string> cancel)
    {
        try
        {
            var pins = await Activity.CallAsync<PinInputsResult>(_context, nameof(PinInputs), _snapshot.RunId);
            if (pins.HasEnded)
            {
                // FinishRun gives the summary that there is.
                return (RunEndingKind.Fail, null);
            }

            _ledger.Pin(pins);
            if (pins.Missing.Count > 0)
            {
                _ledger.SettleRest(RunStatus.Skipped);
                return (RunEndingKind.Fail, MissingExternals(pins.Missing));
            }

            if (pins.Problems.Count > 0)
            {
                _ledger.SettleRest(RunStatus.Skipped);
                return (RunEndingKind.Fail, new TaskError("Refused", string.Join(" ", pins.Problems)));
            }

            await _schedule.RunAsync(cancel, pins.Epoch);
            if (_ledger.WasCancelled || cancel.IsCompleted)
            {
                return (RunEndingKind.Cancel, null);
            }

            return _ledger.NotSucceeded.Count > 0
                ? (RunEndingKind.Fail, null)
                : await PublishAsync(cancel);
        }
        catch (TaskFailedException exception)
        {
            return (RunEndingKind.Fail, Activity.LostInfrastructure(exception));
        }
    }

    private async Task<(RunEndingKind Ending, TaskError? Error)> PublishAsync(Task cancel)
    {
        try
        {
            return (await Activity.CallAsync<RunEndingKind>(_context, nameof(PublishRun), _snapshot.RunId, _patience, cancel), null);
        }
        catch (TaskFailedException exception)
        {
            // FinishRun publishes all the same if that was decided before the store was lost.
            return (RunEndingKind.Fail, Activity.LostInfrastructure(exception, _patience));
        }
    }

    private async Task<FinishRunResult> FinishAsync(RunEndingKind ending, TaskError? error, Task cancel)
    {
        ReportProgress();
        var input = new FinishRunInput(_snapshot.RunId, ending, _ledger.NotSucceeded, error);
        var result = await Activity.CallAsync<FinishRunResult>(_context, nameof(FinishRun), input, _patience, cancel);
        var logger = _context.CreateReplaySafeLogger(nameof(PipelineOrchestrator));
        if (result.Status == RunStatus.Failed)
        {
            Log.RunFailed(logger, _snapshot.RunId, result.Status, result.Summary);
        }
        else
        {
            Log.RunEnded(logger, _snapshot.RunId, result.Status, result.Summary);
        }

        return result;
    }

    private TaskError MissingExternals(IReadOnlyList<string> missing)
    {
        var names = string.Join(", ", missing.Select(name => $"'{name}'"));
        return new TaskError("MissingExternalModel", $"Pipeline '{_snapshot.Pipeline}' reads {names} of other pipelines, and no version was published for its business date or before. Run the pipeline that provides {(missing.Count == 1 ? "it" : "them")} first.");
    }

    private void LogLevels()
    {
        if (_context.IsReplaying)
        {
            // The logger would drop the lines, but not before they were put together.
            return;
        }

        var logger = _context.CreateReplaySafeLogger(nameof(PipelineOrchestrator));
        for (var i = 0; i < _levels.Count; i++)
        {
            var names = string.Join(", ", _levels[i].Take(MaxNamesInLog).Select(task => task.Name));
            Log.Level(logger, _snapshot.RunId, i + 1, _levels.Count, _levels[i].Count > MaxNamesInLog ? $"{names} and {_levels[i].Count - MaxNamesInLog} more" : names);
        }
    }

    private void ReportProgress() => _context.SetCustomStatus(_ledger.Progress);
}
