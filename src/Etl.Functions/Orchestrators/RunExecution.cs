using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Orchestrators;

/// <summary>One execution, or replay, of a run's orchestration. Dictionaries are looked up in, never iterated.</summary>
internal sealed class RunExecution
{
    private readonly TaskOrchestrationContext _context;
    private readonly RunSnapshot _snapshot;
    private readonly ILogger _logger;
    private readonly IReadOnlyList<IReadOnlyList<TaskDescriptor>> _levels;
    private readonly Dictionary<string, TaskDescriptor> _tasks;
    private readonly Dictionary<string, VersionId> _versions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failedModels = new(StringComparer.Ordinal);
    private readonly List<TaskOutcome> _notSucceeded = [];
    private readonly List<string> _running = [];
    private int _level;
    private int _succeeded;
    private int _failed;
    private int _skipped;

    public RunExecution(TaskOrchestrationContext context, RunSnapshot snapshot)
    {
        _context = context;
        _snapshot = snapshot;
        _logger = context.CreateReplaySafeLogger(nameof(PipelineOrchestrator));
        _levels = SnapshotLevels.Of(snapshot);
        _tasks = snapshot.Tasks.ToDictionary(task => task.Name, StringComparer.Ordinal);
    }

    public async Task<FinishRunResult> ExecuteAsync()
    {
        using var stopListening = new CancellationTokenSource();
        var cancel = _context.WaitForExternalEvent<string>(RunEvents.Cancel, stopListening.Token);
        LogLevels();
        ReportProgress();
        var pins = await Activity.CallAsync<PinInputsResult>(_context, nameof(PinInputs), _snapshot.RunId);
        if (pins.HasEnded)
        {
            return await FinishAsync(RunEndingKind.Fail, null);
        }

        foreach (var pin in pins.Pins)
        {
            _versions[pin.Model] = pin;
        }

        if (pins.Missing.Count > 0)
        {
            SkipFrom(0, RunStatus.Skipped);
            return await FinishAsync(RunEndingKind.Fail, MissingExternals(pins.Missing));
        }

        var isCancelled = await RunLevelsAsync(cancel, pins.Epoch);
        stopListening.Cancel();
        if (isCancelled)
        {
            return await FinishAsync(RunEndingKind.Cancel, null);
        }

        if (_notSucceeded.Count > 0)
        {
            return await FinishAsync(RunEndingKind.Fail, null);
        }

        var ending = await Activity.CallAsync<RunEndingKind>(_context, nameof(PublishRun), _snapshot.RunId);
        return await FinishAsync(ending, null);
    }

    /// <summary>Whether the run was cancelled before its last level ended.</summary>
    private async Task<bool> RunLevelsAsync(Task<string> cancel, int epoch)
    {
        for (var level = 0; level < _levels.Count; level++)
        {
            _level = level + 1;
            var ready = new List<ReadyTask>();
            foreach (var task in _levels[level])
            {
                AddIfReady(task, ready);
            }

            if (cancel.IsCompleted)
            {
                Cancel(ready, attempt: 0, level + 1);
                return true;
            }

            if (ready.Count == 0)
            {
                continue;
            }

            _running.Clear();
            _running.AddRange(ready.Select(task => task.Task.Name));
            ReportProgress();
            var running = RunLevelAsync(ready, epoch);
            if (await Task.WhenAny(running, cancel) == cancel && !await EndsWithinGraceAsync(running))
            {
                Cancel(ready, attempt: 1, level + 1);
                return true;
            }

            var wasCancelled = false;
            foreach (var outcome in await running)
            {
                Settle(outcome);
                wasCancelled |= outcome.Status == RunStatus.Cancelled;
            }

            _running.Clear();
            ReportProgress();
            if (wasCancelled || (_failed > 0 && _snapshot.OnFailure == FailureMode.Stop))
            {
                SkipFrom(level + 1, wasCancelled ? RunStatus.Cancelled : RunStatus.Skipped);
                return wasCancelled;
            }
        }

        return false;
    }

    private async Task<IReadOnlyList<TaskOutcome>> RunLevelAsync(List<ReadyTask> ready, int epoch)
    {
        if (ready.Count <= _snapshot.MaxFanOut)
        {
            return await TaskFanOut.RunAsync(_context, _snapshot.RunId, ready, outcome =>
            {
                _running.Remove(outcome.Task);
                ReportProgress();
            });
        }

        var chunks = ready.Chunk(_snapshot.MaxFanOut).ToList();
        var children = new Task<IReadOnlyList<TaskOutcome>>[chunks.Count];
        for (var i = 0; i < chunks.Count; i++)
        {
            children[i] = RunChunkAsync(chunks[i], ChunkOrchestrator.InstanceId(_snapshot.RunId, epoch, _level, i));
        }

        var outcomes = await Task.WhenAll(children);
        return [.. outcomes.SelectMany(chunk => chunk)];
    }

    private async Task<IReadOnlyList<TaskOutcome>> RunChunkAsync(ReadyTask[] tasks, string instanceId)
    {
        try
        {
            return await _context.CallSubOrchestratorAsync<IReadOnlyList<TaskOutcome>>(
                nameof(ChunkOrchestrator),
                new ChunkInput(_snapshot.RunId, tasks),
                new SubOrchestrationOptions(instanceId: instanceId));
        }
        catch (TaskFailedException exception)
        {
            // The records know which of its tasks were committed; FinishRun asks them.
            var error = new TaskError("LostInfrastructure", $"Sub-orchestration '{instanceId}' failed: {exception.FailureDetails.ErrorMessage}");
            return [.. tasks.Select(task => TaskOutcome.Failure(task.Task.Name, 1, error, isRetryable: false))];
        }
    }

    private async Task<bool> EndsWithinGraceAsync(Task running)
    {
        using var ended = new CancellationTokenSource();
        var grace = _context.CreateTimer(_context.CurrentUtcDateTime + _snapshot.CancelGrace, ended.Token);
        if (await Task.WhenAny(running, grace) == grace)
        {
            return false;
        }

        ended.Cancel();
        return true;
    }

    private void AddIfReady(TaskDescriptor task, List<ReadyTask> ready)
    {
        if (task.Requires.Any(_failedModels.Contains))
        {
            Settle(TaskOutcome.NotRun(task.Name, RunStatus.Skipped));
        }
        else
        {
            ready.Add(new ReadyTask(task, [.. task.Requires.Select(model => _versions[model])]));
        }
    }

    private void Settle(TaskOutcome outcome)
    {
        if (outcome.Status.IsSuccess())
        {
            _succeeded++;
            foreach (var output in outcome.Outputs)
            {
                _versions[output.Model] = output;
            }

            return;
        }

        _failedModels.UnionWith(_tasks[outcome.Task].Provides);
        _notSucceeded.Add(outcome);
        if (outcome.Status == RunStatus.Failed)
        {
            _failed++;
        }
        else
        {
            _skipped++;
        }
    }

    /// <summary>What was committed all the same is found by FinishRun in the records.</summary>
    private void Cancel(List<ReadyTask> ready, int attempt, int firstLevelNotStarted)
    {
        foreach (var task in ready)
        {
            Settle(new TaskOutcome(task.Task.Name, RunStatus.Cancelled, attempt, false, null, []));
        }

        SkipFrom(firstLevelNotStarted, RunStatus.Cancelled);
    }

    private void SkipFrom(int level, RunStatus status)
    {
        foreach (var task in _levels.Skip(level).SelectMany(tasks => tasks))
        {
            Settle(TaskOutcome.NotRun(task.Name, status));
        }
    }

    private async Task<FinishRunResult> FinishAsync(RunEndingKind ending, TaskError? error)
    {
        var result = await Activity.CallAsync<FinishRunResult>(_context, nameof(FinishRun), new FinishRunInput(_snapshot.RunId, ending, _notSucceeded, error));
        Log.RunEnded(_logger, _snapshot.RunId, result.Status, result.Summary);
        return result;
    }

    private TaskError MissingExternals(IReadOnlyList<string> missing)
    {
        var names = string.Join(", ", missing.Select(name => $"'{name}'"));
        return new TaskError("MissingExternalModel", $"Pipeline '{_snapshot.Pipeline}' reads {names} of other pipelines, and no version was published for its business date or before. Run the pipeline that provides {(missing.Count == 1 ? "it" : "them")} first.");
    }

    private void LogLevels()
    {
        for (var i = 0; i < _levels.Count; i++)
        {
            Log.Level(_logger, _snapshot.RunId, i + 1, _levels.Count, string.Join(", ", _levels[i].Select(task => task.Name)));
        }
    }

    private void ReportProgress() => _context.SetCustomStatus(
        new RunProgress(_level, _levels.Count, _snapshot.Tasks.Count, _succeeded, _failed, _skipped, [.. _running.Take(RunProgress.MaxNames)]));
}
