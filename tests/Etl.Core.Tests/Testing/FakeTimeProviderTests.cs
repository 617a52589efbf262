using Etl.Testing;

namespace Etl.Core.Tests.Testing;

public sealed class FakeTimeProviderTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly List<string> _fired = [];

    [Fact]
    public void Clock_StandsStillUntilItIsMoved()
    {
        var stamp = _clock.GetTimestamp();

        Assert.Equal(_clock.GetUtcNow(), _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 5, 0, TimeSpan.Zero), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(5), _clock.GetElapsedTime(stamp));
        Assert.Equal(TimeSpan.Zero, _clock.GetLocalNow().Offset);
    }

    [Fact]
    public void Timers_FireInTheOrderOfTheirDueTimesAtTheirDueTimes()
    {
        Timer("b", 20);
        Timer("a", 10);
        Timer("a2", 10);
        Timer("late", 31);

        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(["a 10", "a2 10", "b 20"], _fired);
        Assert.Equal(1, _clock.ActiveTimers);
        Assert.Equal(30, Seconds);
    }

    [Fact]
    public void PeriodicTimer_FiresEachPeriodUntilItIsDisposed()
    {
        var timer = Timer("tick", 5, period: 10);
        _clock.Advance(TimeSpan.FromSeconds(26));

        timer.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(100));

        Assert.Equal(["tick 5", "tick 15", "tick 25"], _fired);
        Assert.False(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public void Timer_DueAtOnce_FiresWhenItIsMade()
    {
        Timer("once", 0);
        Timer("tick", 0, period: 10);
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["once 0", "tick 0", "tick 10"], _fired);
    }

    [Fact]
    public void Timer_ThatIsChanged_FiresAtItsNewTime()
    {
        var timer = Timer("a", 5);
        Assert.True(timer.Change(TimeSpan.FromSeconds(8), Timeout.InfiniteTimeSpan));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["a 8"], _fired);
    }

    [Fact]
    public void Callback_MayMakeTimersAndAdvanceTheClock()
    {
        _clock.CreateTimer(
            _ =>
            {
                Timer("inner", 5);
                _clock.Advance(TimeSpan.FromSeconds(40));
            },
            null,
            TimeSpan.FromSeconds(10),
            Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(["inner 15"], _fired);
        Assert.Equal(50, Seconds);
    }

    [Fact]
    public void SetUtcNow_FiresNothingByItself()
    {
        Timer("a", 5);

        _clock.SetUtcNow(_clock.GetUtcNow().AddDays(1));
        Assert.Empty(_fired);

        _clock.Advance(TimeSpan.Zero);
        Assert.Single(_fired);
    }

    [Fact]
    public async Task Delay_EndsWhenItsTimeHasCome()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(10), _clock, TestContext.Current.CancellationToken);

        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(delay.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await delay;
    }

    [Fact]
    public void CancellationAfterADelay_ComesWhenItsTimeHasCome()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(10), _clock);

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.True(source.IsCancellationRequested);
    }

    [Fact]
    public async Task WaitForTimers_EndsWhenTheWaitHasBegun()
    {
        var waiting = _clock.WaitForTimersAsync(2, TestContext.Current.CancellationToken);
        Timer("a", 5);
        Assert.False(waiting.IsCompleted);

        Timer("b", 5);

        await waiting;
        await _clock.WaitForTimersAsync(1, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Times_BelowZero_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => Timer("a", -5));
    }

    private double Seconds => (_clock.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;

    private ITimer Timer(string name, int due, int period = 0) => _clock.CreateTimer(
        _ => _fired.Add($"{name} {Seconds}"),
        null,
        TimeSpan.FromSeconds(due),
        period == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(period));
}
