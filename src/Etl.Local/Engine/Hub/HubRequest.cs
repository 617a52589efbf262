namespace Etl.Local.Engine.Hub;

/// <summary>A write that somebody waits for.</summary>
internal abstract class HubRequest<T> : IHubWrite
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;
    private Exception? _refused;

    /// <summary>Completes when the write is on disk; fails when it was refused.</summary>
    public Task<T> Task => _completion.Task;

    public void Write(HubTables hub)
    {
        try
        {
            _result = Apply(hub);
        }
        catch (RefusedException e)
        {
            _refused = e.InnerException;
        }
    }

    public void Committed()
    {
        if (_refused is not null)
        {
            _completion.SetException(_refused);
            return;
        }

        Release();
        _completion.SetResult(_result);
    }

    public void Failed(Exception cause) => _completion.SetException(cause);

    /// <summary>Within the transaction.</summary>
    /// <exception cref="RefusedException">The request can't be granted; nothing was written for it.</exception>
    protected abstract T Apply(HubTables hub);

    /// <summary>On disk: releases what follows from it, before the caller is told.</summary>
    protected abstract void Release();

    /// <summary>For use before the first change: the caller gets <paramref name="reason"/>, everybody else's writes go on.</summary>
    protected static RefusedException Refused(Exception reason) => new(reason);

    protected sealed class RefusedException(Exception reason) : Exception(reason.Message, reason);
}
