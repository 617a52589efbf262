using Etl.Local.Engine.Client;
using Etl.Local.Engine.Hub;
using Etl.Local.Engine.Requests;
using Etl.Local.Functions;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Etl.Local.Engine;

/// <summary>
/// Runs orchestrations as Durable Functions does, with an SQLite file as the only thing it needs. Nothing has an effect, and nothing is acknowledged,
/// before it is on disk: after a crash at any point, instances go on where their history ends. Activities run at least once. Thread-safe.
/// </summary>
public sealed class DurableEngine : IAsyncDisposable
{
    private readonly EngineRuntime _runtime;

    private DurableEngine(EngineRuntime runtime)
    {
        _runtime = runtime;
        Client = new LocalDurableTaskClient(runtime);
    }

    /// <summary>Disposing it does nothing; it ends with the engine.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>
    /// Completes, with the reason, when the engine has stopped because the hub could not be read or written: it stays so, however well the disk is again. Instances go on in
    /// another engine. Never completes otherwise.
    /// </summary>
    public Task<Exception> Broken => _runtime.Broken;

    /// <summary>How many instances are in memory.</summary>
    internal int InstancesInMemory => _runtime.Instances.Count;

    internal int ArmedTimers => _runtime.Timers.Count;

    /// <summary>
    /// Opens the hub, or makes a new one. Instances that had not ended stay as they are until they are resumed; new ones can be started at once.
    /// Raises the thread pool's minimum, because activities may block their threads, and has glibc keep less memory that was freed.
    /// </summary>
    /// <exception cref="HubInUseException">Another engine holds the hub.</exception>
    /// <exception cref="HubException">The file is not a hub, is damaged, or was written by a newer version.</exception>
    public static async Task<DurableEngine> OpenAsync(
        string databasePath, IFunctionInvoker invoker, DurableEngineOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentActivities, 1, nameof(options));
        NativeMemory.KeepLittle();
        var file = await Task.Run(() => HubFile.Open(databasePath, options.Synchronous), cancellationToken);
        ThreadPool.GetMinThreads(out var workers, out var completionPorts);
        ThreadPool.SetMinThreads(Math.Max(workers, options.MaxConcurrentActivities + Environment.ProcessorCount), completionPorts);
        return new(new EngineRuntime(file, options.Calls?.Invoke(invoker) ?? invoker, options, time, loggers));
    }

    /// <summary>Loads the code that opens a hub. Opens and writes no file.</summary>
    internal static void Preload() => HubFile.Preload();

    /// <summary>Goes on with every instance that has not ended. Returns their ids, oldest first, when they are taken up; they run from then on.</summary>
    public Task<IReadOnlyList<string>> ResumeAllAsync(CancellationToken cancellationToken) => AttachAsync(id: null, cancellationToken);

    /// <summary>Goes on with one instance and its sub-orchestrations. Returns the ids of those that had not ended, oldest first.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public Task<IReadOnlyList<string>> ResumeAsync(string instanceId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return AttachAsync(instanceId, cancellationToken);
    }

    /// <summary>
    /// Starts no more activities, and waits until the running ones have ended and their results are on disk, but no longer than <paramref name="bound"/>: their tokens are cancelled then.
    /// What has not ended goes on after a resume.
    /// </summary>
    public async Task DrainAsync(TimeSpan bound)
    {
        _runtime.Activities.Stop();
        try
        {
            await _runtime.Pending.NoneAsync().WaitAsync(bound, _runtime.Time);
        }
        catch (TimeoutException)
        {
            _runtime.Activities.Cut();
        }
    }

    /// <summary>Stops at once: running activities have their tokens cancelled and are not waited for; they run again after a resume.</summary>
    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    /// <summary>Completes when the engine only waits for timers, events and clients.</summary>
    internal Task IdleAsync() => _runtime.Pending.NoneAsync();

    private Task<IReadOnlyList<string>> AttachAsync(string? id, CancellationToken cancellationToken)
    {
        var request = new AttachInstances(_runtime, id);
        _runtime.Writer.Enqueue(request);
        return request.Task.WaitAsync(cancellationToken);
    }
}
