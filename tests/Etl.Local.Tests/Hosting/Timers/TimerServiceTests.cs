using Etl.Local.Functions;
using Etl.Local.Hosting.Timers;
using Etl.Local.Tests.Functions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Etl.Local.Tests.Hosting.Timers;

public sealed class TimerServiceTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 30, TimeSpan.Zero);
    private static readonly TimeSpan HalfMinute = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLoggerFactory _loggers = new();
    private readonly Dictionary<string, string?> _settings = new(StringComparer.Ordinal);
    private WatchedClock _clock = new(Start);
    private TimerScript _script;

    public TimerServiceTests() => _script = new(_clock);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Timer_WhenItsOccurrenceComes_IsCalledOnTime()
    {
        await using var timers = StartTimers<EveryMinute>();

        await _clock.AdvanceAsync(HalfMinute);
        var first = await _script.NextCallAsync();
        await _clock.AdvanceAsync(Minute);
        var second = await _script.NextCallAsync();

        Assert.Equal((Start + HalfMinute, false), (first.At, first.IsPastDue));
        Assert.Equal((default, new DateTime(2026, 11, 22, 10, 2, 0, DateTimeKind.Utc)), (first.Status!.Last, first.Status.Next));
        Assert.Equal((Start + HalfMinute + Minute, false), (second.At, second.IsPastDue));
        Assert.Equal((Start + HalfMinute).UtcDateTime, second.Status!.Last);
        Assert.Equal(DateTimeKind.Utc, second.Status.Last.Kind);
    }

    [Fact]
    public async Task Timer_BeforeItsOccurrence_IsNotCalled()
    {
        await using var timers = StartTimers<EveryMinute>();

        await _clock.AdvanceAsync(HalfMinute - TimeSpan.FromTicks(1));

        Assert.True(_script.NoCall);
    }

    [Fact]
    public async Task Timer_OccurrencesMissedWhileDown_AreMadeUpForByOneCallThatIsPastDue()
    {
        await RunOneOccurrenceAsync<EveryMinute>();
        Restart(after: TimeSpan.FromMinutes(5));

        await using var timers = StartTimers<EveryMinute>();

        var late = await _script.NextCallAsync();
        Assert.True(late.IsPastDue);
        Assert.Equal((Start + HalfMinute).UtcDateTime, late.Status!.Last);
        await _clock.AdvanceAsync(Minute);
        var onTime = await _script.NextCallAsync();
        Assert.False(onTime.IsPastDue);
        Assert.True(_script.NoCall);
    }

    [Fact]
    public async Task Timer_FirstOccurrenceMissedWhileDown_IsPastDueToo()
    {
        await using (StartTimers<EveryMinute>())
        {
            await _clock.WaitBegunAsync();
        }

        Restart(after: Minute);
        await using var timers = StartTimers<EveryMinute>();

        Assert.True((await _script.NextCallAsync()).IsPastDue);
    }

    [Fact]
    public async Task Timer_NothingMissedWhileDown_WaitsForTheNextOccurrence()
    {
        await RunOneOccurrenceAsync<EveryMinute>();
        Restart(after: HalfMinute);

        await using var timers = StartTimers<EveryMinute>();

        await _clock.WaitBegunAsync();
        Assert.True(_script.NoCall);
    }

    [Fact]
    public async Task Timer_ScheduleThatWasChanged_IsNotPastDue()
    {
        _settings["EtlTimerSchedule"] = "0 * * * * *";
        await RunOneOccurrenceAsync<Configured>();
        Restart(after: TimeSpan.FromHours(3));
        _settings["EtlTimerSchedule"] = "0 0 * * * *";

        await using var timers = StartTimers<Configured>();

        await _clock.WaitBegunAsync();
        Assert.True(_script.NoCall);
    }

    [Fact]
    public async Task Timer_StatusThatAClockFromTheFutureWrote_IsNotWaitedFor()
    {
        await RunOneOccurrenceAsync<EveryMinute>();
        Restart(after: TimeSpan.FromDays(-365));

        await using var timers = StartTimers<EveryMinute>();

        await _clock.AdvanceAsync(Minute);
        Assert.False((await _script.NextCallAsync()).IsPastDue);
    }

    [Fact]
    public async Task Timer_StatusThatCannotBeRead_IsLoggedAndStartsAnew()
    {
        await RunOneOccurrenceAsync<EveryMinute>();
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "timers", "EveryMinute.json"), "{", TestContext.Current.CancellationToken);
        Restart(after: TimeSpan.FromHours(1));

        await using var timers = StartTimers<EveryMinute>();

        await _clock.WaitBegunAsync();
        Assert.True(_script.NoCall);
        Assert.Contains(_loggers.Entries, entry => entry.Level == LogLevel.Warning && entry.Message.Contains("EveryMinute.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Timer_FunctionThatThrows_IsLoggedAndCalledAgain()
    {
        _script.Behaviour = _ => throw new FormatException("bad night");
        await using var timers = StartTimers<EveryMinute>();

        await _clock.AdvanceAsync(HalfMinute);
        await _script.NextCallAsync();
        await _clock.AdvanceAsync(Minute);
        var second = await _script.NextCallAsync();

        Assert.False(second.IsPastDue);
        Assert.Contains(_loggers.Entries, entry => entry.Level == LogLevel.Error && entry.Error is FormatException);
    }

    [Fact]
    public async Task Timer_FunctionThatRunsOverItsNextOccurrences_IsNeverCalledTwiceAtOnceAndMakesUpOnce()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _script.Behaviour = _ => release.Task;
        await using var timers = StartTimers<EveryMinute>();
        await _clock.AdvanceAsync(HalfMinute);
        await _script.NextCallAsync();

        _clock.Advance(TimeSpan.FromMinutes(3) + HalfMinute);
        Assert.True(_script.NoCall);
        Assert.True(_clock.NobodyWaits);
        _script.Behaviour = _ => Task.CompletedTask;
        release.SetResult();

        Assert.True((await _script.NextCallAsync()).IsPastDue);
        await _clock.AdvanceAsync(HalfMinute);
        Assert.False((await _script.NextCallAsync()).IsPastDue);
    }

    [Fact]
    public async Task Timer_OccurrenceFarAway_IsCalledAtItsTimeOfDay()
    {
        // On a whole minute, so that the clock stands on the occurrence when it comes.
        Restart(after: -HalfMinute);
        await using var timers = StartTimers<NightlyAndAtStartup>();
        await _script.NextCallAsync();

        while (_script.NoCall)
        {
            await _clock.AdvanceAsync(Minute);
        }

        Assert.Equal(new DateTimeOffset(2026, 11, 23, 2, 30, 0, TimeSpan.Zero), (await _script.NextCallAsync()).At);
    }

    [Fact]
    public async Task Timer_RunOnStartup_IsCalledAtOnce()
    {
        await using var timers = StartTimers<NightlyAndAtStartup>();

        var call = await _script.NextCallAsync();

        Assert.Equal((Start, false), (call.At, call.IsPastDue));
    }

    [Fact]
    public async Task Timer_RunOnStartup_MakesUpForWhatWasMissed_ByTheSameCall()
    {
        await using (StartTimers<NightlyAndAtStartup>())
        {
            await _script.NextCallAsync();
            await _clock.WaitBegunAsync();
        }

        Restart(after: TimeSpan.FromDays(1));
        await using var timers = StartTimers<NightlyAndAtStartup>();

        Assert.True((await _script.NextCallAsync()).IsPastDue);
        await _clock.WaitBegunAsync();
        Assert.True(_script.NoCall);
    }

    [Fact]
    public async Task Timer_NotMonitored_HasNoStatusAndMakesUpForNothing()
    {
        await RunOneOccurrenceAsync<EveryMinuteUnmonitored>();
        Restart(after: TimeSpan.FromHours(1));

        await using var timers = StartTimers<EveryMinuteUnmonitored>();

        await _clock.AdvanceAsync(Minute);
        var call = await _script.NextCallAsync();
        Assert.False(call.IsPastDue);
        Assert.Null(call.Status);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "timers")));
    }

    [Fact]
    public async Task Timer_NotMonitoredThatRunsOverItsNextOccurrences_SkipsThem()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _script.Behaviour = _ => release.Task;
        await using var timers = StartTimers<EveryMinuteUnmonitored>();
        await _clock.AdvanceAsync(HalfMinute);
        await _script.NextCallAsync();

        _clock.Advance(TimeSpan.FromMinutes(3) + HalfMinute);
        release.SetResult();

        await _clock.WaitBegunAsync();
        Assert.True(_script.NoCall);
    }

    [Fact]
    public async Task Start_SettingThatIsMissing_FallsBackToTheHostsDefault()
    {
        await using var timers = StartTimers<Configured>();

        for (var minute = 0; minute < 4; minute++)
        {
            await _clock.AdvanceAsync(Minute);
            Assert.True(_script.NoCall);
        }

        await _clock.AdvanceAsync(HalfMinute);
        Assert.Equal(Start + TimeSpan.FromMinutes(4.5), (await _script.NextCallAsync()).At);
    }

    [Fact]
    public void Start_BadSchedules_AreAllReportedAtOnce()
    {
        _settings["EtlTimerSchedule"] = "61 * * * * *";

        var error = Assert.Throws<FunctionDiscoveryException>(() => StartTimers(typeof(OthersConfigured), typeof(Configured)));

        Assert.Equal(3, error.Problems.Count);
        Assert.StartsWith("Configured: '61 * * * * *' is not a schedule: ", error.Problems[0], StringComparison.Ordinal);
        Assert.Equal(
            "Missing: its schedule is the setting 'Etl:Timers:Missing', which is missing. "
            + "Set the environment variable Etl__Timers__Missing, for example to '0 */5 * * * *'.",
            error.Problems[1]);
        Assert.StartsWith("Unreadable: 'every day' has 2 fields. A schedule has six", error.Problems[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_FunctionThatRuns_IsWaitedForAndCounts()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _script.Behaviour = cancellationToken => release.Task.WaitAsync(cancellationToken);
        var timers = StartTimers<EveryMinute>();
        await _clock.AdvanceAsync(HalfMinute);
        await _script.NextCallAsync();

        var stopping = timers.StopAsync(CancellationToken.None);
        Assert.False(stopping.IsCompleted);
        release.SetResult();
        await stopping;
        await timers.DisposeAsync();

        Restart(after: HalfMinute);
        await using var again = StartTimers<EveryMinute>();
        await _clock.WaitBegunAsync();
        Assert.True(_script.NoCall);
    }

    [Fact]
    public async Task Stop_WhenTheTimeForItIsUp_CancelsTheFunctionAndItsOccurrenceIsDeliveredAgain()
    {
        _script.Behaviour = cancellationToken => Task.Delay(Timeout.Infinite, cancellationToken);
        var timers = StartTimers<EveryMinute>();
        await _clock.AdvanceAsync(HalfMinute);
        await _script.NextCallAsync();

        await timers.StopAsync(new CancellationToken(canceled: true));
        await timers.DisposeAsync();

        Restart(after: TimeSpan.FromSeconds(1));
        await using var again = StartTimers<EveryMinute>();
        Assert.True((await _script.NextCallAsync()).IsPastDue);
    }

    private async Task RunOneOccurrenceAsync<T>()
    {
        await using var timers = StartTimers<T>();
        await _clock.AdvanceAsync(HalfMinute);
        await _script.NextCallAsync();
        await timers.StopAsync(CancellationToken.None);
    }

    private void Restart(TimeSpan after)
    {
        _clock = new(_clock.GetUtcNow() + after);
        _script = new(_clock);
    }

    private TimerService StartTimers<T>() => StartTimers(typeof(T));

    private TimerService StartTimers(params Type[] functions)
        => TimerService.Start(
            FunctionCatalog.Discover(functions),
            new ServiceCollection().AddSingleton(_script).BuildServiceProvider(),
            () => new NamedClient("hub"),
            new ConfigurationBuilder().AddInMemoryCollection(_settings).Build(),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["EtlTimerSchedule"] = "0 */5 * * * *" },
            _folder.Path,
            _clock,
            _loggers);
}
