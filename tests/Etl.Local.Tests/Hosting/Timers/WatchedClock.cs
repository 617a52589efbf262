using Etl.Testing;

namespace Etl.Local.Tests.Hosting.Timers;

/// <summary>A clock that a test moves, and that says when somebody has begun to wait on it.</summary>
internal sealed class WatchedClock(DateTimeOffset start) : TimeProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _inner = new(start);
    private readonly SemaphoreSlim _waits = new(0);

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = _inner.CreateTimer(callback, state, dueTime, period);
        _waits.Release();
        return timer;
    }

    /// <summary>Each wait that was begun ends one call of this.</summary>
    public Task WaitBegunAsync() => _waits.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);

    public bool NobodyWaits => _waits.CurrentCount == 0;

    /// <summary>When the next wait has begun.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        await WaitBegunAsync();
        _inner.Advance(by);
    }

    /// <summary>At once, whether or not anybody waits.</summary>
    public void Advance(TimeSpan by) => _inner.Advance(by);
}
