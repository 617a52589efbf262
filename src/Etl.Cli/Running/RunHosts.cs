using Etl.Local.Hosting.Hub;

namespace Etl.Cli.Running;

/// <summary>Finds or becomes the process that works on the runs of a store.</summary>
internal static class RunHosts
{
    private static readonly TimeSpan HolderStartTime = TimeSpan.FromSeconds(10);

    /// <summary>This process if the hub is free, else a client of the holder.</summary>
    /// <param name="context">Of the command.</param>
    /// <param name="store">Where the runs are.</param>
    /// <param name="mode">What other processes are told about this one: <c>run</c>, <c>resume</c> or <c>serve</c>.</param>
    public static async Task<IRunHost> OpenAsync(CommandContext context, StoreContext store, string mode)
    {
        while (true)
        {
            if (TryAcquire(store) is { } lease)
            {
                return await OwnRunHost.StartAsync(context, await WritableAsync(context, store, lease), lease, mode, port: 0);
            }

            var holder = await HubLease.WaitForHolderAsync(store.HubFolder, HolderStartTime, CommandContext.Time, context.Interrupted);
            if (holder is not null)
            {
                context.Output.Hint($"Process {holder.Pid} ('etl {holder.Mode}') works on this store; this is handed to it.");
                return new HolderRunHost(holder, store.HubFolder);
            }

            if (HubLease.IsHeld(store.HubFolder))
            {
                throw new CliException(ExitCode.Invalid, "hub-held", $"Another process holds the hub in '{store.HubFolder}' and does not answer. End it, or use another store (--store).");
            }
        }
    }

    /// <summary>Opens the process that works on the store and gives it something to do. If it ends before it has taken that, the next one, or this one, gets it.</summary>
    /// <param name="context">Of the command.</param>
    /// <param name="store">Where the runs are.</param>
    /// <param name="mode">As of <see cref="OpenAsync"/>.</param>
    /// <param name="start">Returns the id of what was started.</param>
    /// <returns>The host, which the caller disposes, and that id.</returns>
    public static async Task<(IRunHost Host, string Id)> StartAsync(CommandContext context, StoreContext store, string mode, Func<IRunHost, Task<string>> start)
    {
        while (true)
        {
            var host = await OpenAsync(context, store, mode);
            try
            {
                return (host, await start(host));
            }
            catch (HolderEndedException) when (host is HolderRunHost holder)
            {
                await using var ended = holder;
                await holder.EndedAsync(context.Interrupted);
            }
            catch
            {
                await host.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Who works on runs is as patient with the store as it can be, however the run was found.</summary>
    private static async Task<StoreContext> WritableAsync(CommandContext context, StoreContext store, HubLease lease)
    {
        try
        {
            return store.IsToRead ? await context.OpenStoreAsync() : store;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Null when another process has it.</summary>
    public static HubLease? TryAcquire(StoreContext store)
    {
        try
        {
            return HubLease.TryAcquire(store.HubFolder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Invalid, "store", $"The hub in '{store.HubFolder}' can't be written: {exception.Message}");
        }
    }
}
