using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Microsoft.Extensions.Logging;

namespace Etl.Core.Runs;

/// <summary>One run of a plan in this process: one task after another, in run order, outputs in memory.</summary>
internal sealed class InProcessRun(
    JobContext job,
    ExecutionPlan plan,
    ModelRegistry registry,
    InMemoryModels models,
    Func<string, CancellationToken, Task<Stream>> openSource,
    TimeProvider time,
    ILogger logger)
{
    public async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        if (logger.IsEnabled(LogLevel.Information))
        {
            Log.ExecutionOrder(logger, job.RunId, plan.Pipeline, plan.Tasks.Count, string.Join(" -> ", plan.Tasks.Select(task => task.Name)));
        }

        try
        {
            var result = await RunTasksAsync(cancellationToken);
            Log.RunEnded(logger, job.RunId, plan.Pipeline, result.Status, time.GetElapsedTime(started).TotalMilliseconds);
            return result;
        }
        catch (OperationCanceledException)
        {
            Log.RunEnded(logger, job.RunId, plan.Pipeline, RunStatus.Cancelled, time.GetElapsedTime(started).TotalMilliseconds);
            throw;
        }
    }

    private async Task<RunResult> RunTasksAsync(CancellationToken cancellationToken)
    {
        var results = new OrderedDictionary<string, TaskResult>(plan.Tasks.Count, StringComparer.Ordinal);
        foreach (var task in plan.Tasks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var culprit = task.Upstream.FirstOrDefault(name => !results[name].Status.IsSuccess());
            results.Add(task.Name, culprit is null ? await RunTaskAsync(task, cancellationToken) : Skip(task, culprit));
        }

        var status = results.Values.Any(task => task.Status == RunStatus.Failed) ? RunStatus.Failed : RunStatus.Succeeded;
        return new RunResult(job, status, [.. results.Values], models);
    }

    private TaskResult Skip(PlannedTask task, string culprit)
    {
        Log.TaskSkipped(logger, job.RunId, task.Name, culprit);
        return new TaskResult(task.Name, RunStatus.Skipped, 0, 0, TimeSpan.Zero, null);
    }

    private async Task<TaskResult> RunTaskAsync(PlannedTask task, CancellationToken cancellationToken)
    {
        using var scope = Log.TaskScope(logger, job.RunId, task.Name);
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            Log.TaskStarted(logger, job.RunId, task.Name, attempt);
            var data = new InMemoryTaskData(job, task, registry, models, openSource);
            var failure = await AttemptAsync(task, attempt, data, cancellationToken);
            var elapsed = time.GetElapsedTime(started);
            if (failure is null)
            {
                Log.TaskSucceeded(logger, job.RunId, task.Name, data.Rows, data.Bytes, elapsed.TotalMilliseconds);
                return new TaskResult(task.Name, RunStatus.Succeeded, attempt, data.Rows, elapsed, null) { Bytes = data.Bytes, Checks = [.. ModelCheckDocument.NotPassed(data.Details)] };
            }

            if (cancellationToken.IsCancellationRequested)
            {
                Log.TaskCancelled(logger, job.RunId, task.Name, attempt, elapsed.TotalMilliseconds);
                throw new OperationCanceledException($"Run '{job.RunId}' was cancelled while task '{task.Name}' was running.", failure, cancellationToken);
            }

            var error = failure is TaskTimeoutException
                ? new TaskError("Timeout", failure.Message)
                : TaskError.Of(failure);
            if (failure is PermanentTaskException || attempt >= task.Policy.MaxAttempts)
            {
                Log.TaskFailed(logger, failure, job.RunId, task.Name, attempt, elapsed.TotalMilliseconds, error.Message);
                return new TaskResult(task.Name, RunStatus.Failed, attempt, 0, elapsed, error) { Exception = failure, Checks = failure is CheckFailedException failed ? [.. ModelCheckDocument.NotPassed(failed.Details)] : [] };
            }

            var delay = task.Policy.DelayAfter(attempt);
            Log.TaskRetried(logger, failure, job.RunId, task.Name, attempt, task.Policy.MaxAttempts, delay.TotalMilliseconds, error.Message);
            await Task.Delay(delay, time, cancellationToken);
        }
    }

    /// <summary>What the attempt threw, or null when it ended well and its outputs are committed.</summary>
    private async Task<Exception?> AttemptAsync(PlannedTask task, int attempt, InMemoryTaskData data, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(task.Policy.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var context = new TaskContext(job, task, attempt, registry, data, logger);
            await task.Task.RunAsync(context, either.Token);
            context.EnsureAllOutputsWritten();
            await data.CheckAsync(either.Token);
            data.Commit();
            return null;
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new TaskTimeoutException($"Task '{task.Name}' did not end within {task.Policy.Timeout}. Make it faster, or give it a longer Timeout in its Policy.", exception);
        }
#pragma warning disable CA1031 // whatever a task throws is its outcome
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    private sealed class TaskTimeoutException(string message, Exception innerException) : TimeoutException(message, innerException);
}
