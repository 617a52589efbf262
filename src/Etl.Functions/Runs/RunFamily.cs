using Microsoft.DurableTask.Client;

namespace Etl.Functions.Runs;

/// <summary>
/// A run's instance and those of its children, told one by one: hosts ignore by their age what is asked of a whole family. Whatever is told to an instance that has
/// ended meanwhile is dropped.
/// </summary>
internal sealed class RunFamily(DurableTaskClient client, string runId, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private const int MaxLooks = 50;
    private const int LooksBeforeTellingAgain = 10;

    /// <summary>Null when there is none.</summary>
    public Task<OrchestrationMetadata?> RootAsync(CancellationToken cancellationToken) => FindAsync(runId, cancellationToken);

    /// <summary>The children that the hub knows, the ended ones too: no run id has a colon.</summary>
    public async Task<List<OrchestrationMetadata>> ChildrenAsync(CancellationToken cancellationToken)
    {
        var prefix = $"{runId}:";
        var children = new List<OrchestrationMetadata>();
        await foreach (var instance in client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: prefix)).WithCancellation(cancellationToken))
        {
            if (instance.InstanceId.StartsWith(prefix, StringComparison.Ordinal))
            {
                children.Add(instance);
            }
        }

        return children;
    }

    /// <summary>No further task is started when this returns; those that run, or wait in the queue of the workers, go on.</summary>
    public async Task SuspendAsync(CancellationToken cancellationToken)
    {
        // The root first: it makes no more children then.
        // And only once: a second time would be heard when it is resumed, and suspend it again.
        if (await RootAsync(cancellationToken) is not { RuntimeStatus: OrchestrationRuntimeStatus.Suspended })
        {
            await SuspendAsync(runId, cancellationToken);
        }

        await LookUntilAsync(runId, instance => instance.IsCompleted || instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended, cancellationToken);
        foreach (var child in await ChildrenAsync(cancellationToken))
        {
            if (!child.IsCompleted && child.RuntimeStatus != OrchestrationRuntimeStatus.Suspended)
            {
                await SuspendAsync(child.InstanceId, cancellationToken);
            }
        }
    }

    /// <summary>Wakes what is suspended.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        foreach (var child in await ChildrenAsync(cancellationToken))
        {
            await ResumeAsync(child.InstanceId, cancellationToken);
        }

        await ResumeAsync(runId, cancellationToken);
    }

    /// <summary>Ends what has not ended, the root first, so that it does not hear of its children's end.</summary>
    public async Task TerminateAsync(string reason, CancellationToken cancellationToken)
    {
        if (await RootAsync(cancellationToken) is { IsCompleted: false })
        {
            await TerminateAsync(runId, reason, cancellationToken);
        }

        foreach (var child in await ChildrenAsync(cancellationToken))
        {
            if (!child.IsCompleted)
            {
                await TerminateAsync(child.InstanceId, reason, cancellationToken);
            }
        }
    }

    /// <summary>Deletes the histories of what has ended, the root last: while there is one, it is known that there may be children.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        foreach (var child in await ChildrenAsync(cancellationToken))
        {
            await LookUntilAsync(child.InstanceId, instance => instance.IsCompleted, cancellationToken);
            await client.PurgeInstanceAsync(child.InstanceId, options: null, cancellationToken);
        }

        if (await LookUntilAsync(runId, instance => instance.IsCompleted, cancellationToken))
        {
            await client.PurgeInstanceAsync(runId, options: null, cancellationToken);
        }
    }

    /// <summary>Gives a root that is about to end the time to do so.</summary>
    public Task EndsAsync(CancellationToken cancellationToken) => LookUntilAsync(runId, instance => instance.IsCompleted, cancellationToken);

    private Task SuspendAsync(string id, CancellationToken cancellationToken) =>
        TellAsync(id, () => client.SuspendInstanceAsync(id, reason: null, cancellationToken), cancellationToken);

    /// <summary>Two that paused at the same time have suspended it twice: then it has to be told twice too.</summary>
    private async Task ResumeAsync(string id, CancellationToken cancellationToken)
    {
        for (var look = 0; look < MaxLooks && await FindAsync(id, cancellationToken) is { RuntimeStatus: OrchestrationRuntimeStatus.Suspended }; look++)
        {
            if (look % LooksBeforeTellingAgain == 0)
            {
                await TellAsync(id, () => client.ResumeInstanceAsync(id, reason: null, cancellationToken), cancellationToken);
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private Task TerminateAsync(string id, string reason, CancellationToken cancellationToken) =>
        TellAsync(id, () => client.TerminateInstanceAsync(id, new TerminateInstanceOptions(reason), cancellationToken), cancellationToken);

    private async Task TellAsync(string id, Func<Task> tell, CancellationToken cancellationToken)
    {
        try
        {
            await tell();
        }
#pragma warning disable CA1031 // each host refuses with an exception of its own
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            if (await FindAsync(id, cancellationToken) is { IsCompleted: false })
            {
                throw;
            }
        }
    }

    /// <summary>What is told to an instance is queued: looks for a while whether it was heard. False when it was not, or there is no such instance.</summary>
    private async Task<bool> LookUntilAsync(string id, Func<OrchestrationMetadata, bool> isSo, CancellationToken cancellationToken)
    {
        for (var look = 0; look < MaxLooks; look++)
        {
            if (await FindAsync(id, cancellationToken) is not { } instance)
            {
                return false;
            }

            if (isSo(instance))
            {
                return true;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }

        return false;
    }

    private Task<OrchestrationMetadata?> FindAsync(string id, CancellationToken cancellationToken) =>
        client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken);
}
