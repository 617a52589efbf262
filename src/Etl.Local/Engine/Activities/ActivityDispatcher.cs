using Etl.Local.Engine.History;
using Etl.Local.Engine.Hub;
using Etl.Local.Functions;
using Microsoft.Extensions.Logging;

namespace Etl.Local.Engine.Activities;

/// <summary>Runs activities on the thread pool, oldest first, up to a limit. Thread-safe.</summary>
internal sealed class ActivityDispatcher(IFunctionInvoker invoker, int limit, PendingWork pending, ILogger log) : IThreadPoolWorkItem, IDisposable
{
    private readonly CancellationTokenSource _cut = new();
    private readonly Lock _gate = new();
    private readonly Queue<ActivityWork> _queue = new();
    private int _running;
    private bool _stopped;

    public void Dispatch(IReadOnlyCollection<ActivityWork> activities)
    {
        if (activities.Count == 0)
        {
            return;
        }

        int start;
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            pending.Add(activities.Count);
            foreach (var activity in activities)
            {
                _queue.Enqueue(activity);
            }

            start = Math.Min(limit - _running, _queue.Count);
            _running += start;
        }

        for (var i = 0; i < start; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Starts no more activities; those that have not been started run after a resume.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            pending.Done(_queue.Count);
            _queue.Clear();
        }
    }

    /// <summary>Cancels the tokens of the running activities. What fails after this counts as cut off: it runs again after a resume.</summary>
    public void Cut() => _ = _cut.CancelAsync();

    public void Dispose()
    {
        Stop();
        Cut();
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAllAsync();

    private async Task RunAllAsync()
    {
        while (TryTake(out var activity))
        {
            if (!activity.Instance.HasEnded && await RunAsync(activity) is { } answer)
            {
                activity.Instance.Post(answer);
            }

            pending.Done();
        }
    }

    private bool TryTake(out ActivityWork activity)
    {
        lock (_gate)
        {
            if (_queue.TryDequeue(out activity))
            {
                return true;
            }

            _running--;
            return false;
        }
    }

    /// <summary>Null when it was cut off.</summary>
    private async Task<Mail?> RunAsync(ActivityWork activity)
    {
        if (!invoker.HasActivity(activity.Name))
        {
            return Failed(activity, FailureJson.Write(ActivityFailure.Of("(unknown)",
                $"The function '{activity.Name}' does not exist, or is not an activity. Was it renamed or removed?")));
        }

        try
        {
            var result = await invoker.InvokeActivityAsync(activity.Name, activity.Instance.Header.Id, activity.Input, _cut.Token);
            return new Mail(EventKind.ActivityCompleted, activity.TaskId, Payload: result);
        }
        catch (Exception) when (_cut.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            log.LogWarning(e, "Activity '{Activity}' (#{TaskId}) of '{InstanceId}' failed", activity.Name, activity.TaskId, activity.Instance.Header.Id);
            return Failed(activity, FailureJson.Write(ActivityFailure.From(e)));
        }
    }

    private static Mail Failed(ActivityWork activity, string failure) => new(EventKind.ActivityFailed, activity.TaskId, Payload: failure);
}
