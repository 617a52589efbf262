namespace Etl.Local.Engine.Hub;

/// <summary>
/// Group commit: one thread takes all writes that are ready, makes one transaction of them, and releases their effects when it is on disk.
/// A thread of its own, because it waits for the disk, and has to go on when activities have taken all threads of the pool.
/// </summary>
internal sealed class HubWriter
{
    private readonly HubFile _file;
    private readonly DurableEngineOptions _options;
    private readonly Action<Exception> _broken;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _gate = new();
    private List<IHubWrite> _queue = [];
    private Exception? _stopReason;

    /// <summary>Starts the thread.</summary>
    /// <param name="broken">Called once when a transaction has failed: from then on every write fails, because memory is ahead of the disk.</param>
    public HubWriter(HubFile file, DurableEngineOptions options, Action<Exception> broken)
    {
        _file = file;
        _options = options;
        _broken = broken;
        new Thread(Run) { IsBackground = true, Name = "hub writer" }.Start();
    }

    public void Enqueue(IHubWrite write)
    {
        Exception? refusal;
        lock (_gate)
        {
            refusal = _stopReason;
            if (refusal is null)
            {
                _queue.Add(write);
                Monitor.Pulse(_gate);
                return;
            }
        }

        write.Failed(refusal);
    }

    /// <summary>Completes when nothing is written any more.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>What is in the queue is still written; what comes later fails with <paramref name="reason"/>.</summary>
    public void Stop(Exception reason)
    {
        lock (_gate)
        {
            _stopReason ??= reason;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        using (var tables = new HubTables(_file.Connection))
        using (var begin = new Statement(_file.Connection, "BEGIN IMMEDIATE"))
        using (var commit = new Statement(_file.Connection, "COMMIT"))
        {
            List<IHubWrite> batch = [];
            while (TakeAll(ref batch))
            {
                try
                {
                    begin.Execute();
                    foreach (var write in batch)
                    {
                        write.Write(tables);
                    }

                    _options.BeforeCommit?.Invoke();
                    commit.Execute();
                }
                catch (Exception e)
                {
                    Break(e, batch);
                    break;
                }

                _options.AfterCommit?.Invoke();
                foreach (var write in batch)
                {
                    write.Committed();
                }

                batch.Clear();
            }
        }

        _stopped.SetResult();
    }

    private bool TakeAll(ref List<IHubWrite> batch)
    {
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                if (_stopReason is not null)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            (batch, _queue) = (_queue, batch);
            return true;
        }
    }

    private void Break(Exception cause, List<IHubWrite> batch)
    {
        var failure = cause is Microsoft.Data.Sqlite.SqliteException sqlite ? HubFile.Unusable(_file.Path, sqlite) : cause;
        List<IHubWrite> rest;
        lock (_gate)
        {
            _stopReason ??= failure;
            rest = _queue;
            _queue = [];
        }

        // Before the waits are told: who reacts to them finds the engine stopped.
        _broken(failure);
        foreach (var write in batch.Concat(rest))
        {
            write.Failed(failure);
        }
    }
}
