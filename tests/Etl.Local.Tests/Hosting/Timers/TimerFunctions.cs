using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Tests.Hosting.Timers;

public sealed record TimerCall(DateTimeOffset At, bool IsPastDue, ScheduleStatus? Status);

/// <summary>Gives each call to the test, and does what the test says.</summary>
public sealed class TimerScript(TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<TimerCall> _calls = Channel.CreateUnbounded<TimerCall>();

    public Func<CancellationToken, Task> Behaviour { get; set; } = _ => Task.CompletedTask;

    public bool NoCall => _calls.Reader.Count == 0;

    public Task<TimerCall> NextCallAsync() => _calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);

    public Task PlayAsync(TimerInfo timer, CancellationToken cancellationToken)
    {
        _calls.Writer.TryWrite(new(clock.GetUtcNow(), timer.IsPastDue, timer.ScheduleStatus));
        return Behaviour(cancellationToken);
    }
}

public sealed class EveryMinute(TimerScript script)
{
    [Function("EveryMinute")]
    public Task RunAsync(
        [TimerTrigger("0 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
        => client.Name == "hub" ? script.PlayAsync(timer, cancellationToken) : throw new InvalidOperationException("no client");
}

public sealed class EveryMinuteUnmonitored(TimerScript script)
{
    [Function("Unmonitored")]
    public Task RunAsync([TimerTrigger("0 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken)
        => script.PlayAsync(timer, cancellationToken);
}

public sealed class NightlyAndAtStartup(TimerScript script)
{
    [Function("NightlyAndAtStartup")]
    public Task RunAsync([TimerTrigger("30 2 * * *", RunOnStartup = true)] TimerInfo timer) => script.PlayAsync(timer, default);
}

public sealed class Configured(TimerScript script)
{
    [Function("Configured")]
    public Task RunAsync([TimerTrigger("%EtlTimerSchedule%")] TimerInfo timer) => script.PlayAsync(timer, default);
}

public sealed class OthersConfigured(TimerScript script)
{
    [Function("Missing")]
    public Task MissingAsync([TimerTrigger("%Etl:Timers:Missing%")] TimerInfo timer) => script.PlayAsync(timer, default);

    [Function("Unreadable")]
    public Task UnreadableAsync([TimerTrigger("every day")] TimerInfo timer) => script.PlayAsync(timer, default);
}
