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
    private readonly Dictionary<string, TaskDescriptor> _tasks;
    private readonly RunInputs _inputs;
    private readonly HashSet<string> _failedModels = new(StringComparer.Ordinal);
    private readonly List<TaskOutcome> _notSucceeded = [];
    private readonly RunTally _tally;

    public RunExecution(TaskOrchestrationContext context, RunSnapshot snapshot)
    {
        _context = context;
        _snapshot = snapshot;
        _levels = SnapshotLevels.Of(snapshot);
        _tasks = snapshot.Tasks.ToDictionary(task => task.Name, StringComparer.Ordinal);
        _inputs = new RunInputs(snapshot);
        _tally = new RunTally(_levels.Count, snapshot.Tasks.Count);
    }

    public async Task<FinishRunResult> ExecuteAsync()
    {
        using var stopListening = new CancellationTokenSource();
        var cancel = _context.WaitForExternalEvent<string>(RunEvents.Cancel, stopListening.Token);
        LogLevels();
        ReportProgress();
        var (ending, error) = await RunToEndAsync(cancel);
        stopListening.Cancel();
        return await FinishAsync(ending, error);
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

            _inputs.Pin(pins);
            if (pins.Missing.Count > 0)
            {
                SkipFrom(0, RunStatus.Skipped);
                return (RunEndingKind.Fail, MissingExternals(pins.Missing));
            }

            if (pins.Problems.Count > 0)
            {
                SkipFrom(0, RunStatus.Skipped);
                return (RunEndingKind.Fail, new TaskError("Refused", string.Join(" ", pins.Problems)));
            }

            if (await RunLevelsAsync(cancel, pins.Epoch))
            {
                return (RunEndingKind.Cancel, null);
            }

            return _notSucceeded.Count > 0
                ? (RunEndingKind.Fail, null)
                : (await Activity.CallAsync<RunEndingKind>(_context, nameof(PublishRun), _snapshot.RunId), null);
        }
        catch (TaskFailedException exception)
        {
            return (RunEndingKind.Fail, TaskFanOut.LostInfrastructure(exception));
        }
    }

    /// <summary>Whether the run was cancelled.</summary>
    private async Task<bool> RunLevelsAsync(Task<string> cancel, int epoch)
    {
        for (var level = 0; level < _levels.Count; level++)
        {
            _tally.Level = level + 1;
            var ready = new List<ReadyTask>();
            foreach (var task in _levels[level])
            {
                AddIfReady(task, ready);
            }

            if (cancel.IsCompleted)
            {
                Settle(ready.Select(task => TaskOutcome.NotRun(task.Task.Name, RunStatus.Cancelled)));
                SkipFrom(level + 1, RunStatus.Cancelled);
                return true;
            }

            if (ready.Count == 0)
            {
                continue;
            }

            _tally.Begin(ready);
            ReportProgress();
            var outcomes = await RunLevelAsync(ready, cancel, epoch);
            Settle(outcomes);
            var wasCancelled = outcomes.Any(outcome => outcome.Status == RunStatus.Cancelled);
            if (wasCancelled || (_tally.HasFailures && _snapshot.OnFailure == FailureMode.Stop))
            {
                SkipFrom(level + 1, wasCancelled ? RunStatus.Cancelled : RunStatus.Skipped);
                return wasCancelled;
            }
        }

        return cancel.IsCompleted;
    }

    private Task<IReadOnlyList<TaskOutcome>> RunLevelAsync(List<ReadyTask> ready, Task cancel, int epoch)
    {
        if (ready.Count <= _snapshot.MaxFanOut)
        {
            return TaskFanOut.RunAsync(_context, _snapshot.RunId, ready, cancel, _snapshot.CancelGrace, outcome => Report([outcome]));
        }

        var chunks = ready.Chunk(_snapshot.MaxFanOut).Select((tasks, i) =>
            (new ChunkInput(_snapshot.RunId, tasks, _snapshot.CancelGrace), ChunkOrchestrator.InstanceId(_snapshot.RunId, epoch, _tally.Level, i)));
        return new ChunkFanOut(_context, chunks, Report).EndAsync(cancel, _snapshot.CancelGrace);
    }

    private void AddIfReady(TaskDescriptor task, List<ReadyTask> ready)
    {
        if (task.Requires.Any(_failedModels.Contains))
        {
            Settle([TaskOutcome.NotRun(task.Name, RunStatus.Skipped)]);
        }
        else
        {
            ready.Add(_inputs.Of(task));
        }
    }

    private void Settle(IEnumerable<TaskOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            _tally.Count(outcome);
            if (outcome.Status.IsSuccess())
            {
                _inputs.Add(outcome.Outputs);
            }
            else
            {
                _failedModels.UnionWith(_tasks[outcome.Task].Provides);
                _notSucceeded.Add(outcome);
            }
        }
    }

    private void SkipFrom(int level, RunStatus status) =>
        Settle(_levels.Skip(level).SelectMany(tasks => tasks).Select(task => TaskOutcome.NotRun(task.Name, status)));

    private async Task<FinishRunResult> FinishAsync(RunEndingKind ending, TaskError? error)
    {
        ReportProgress();
        var result = await Activity.CallAsync<FinishRunResult>(_context, nameof(FinishRun), new FinishRunInput(_snapshot.RunId, ending, _notSucceeded, error));
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

    private void Report(IReadOnlyList<TaskOutcome> ended)
    {
        foreach (var outcome in ended)
        {
            _tally.Count(outcome);
        }

        ReportProgress();
    }

    private void ReportProgress() => _context.SetCustomStatus(_tally.Progress);
}
