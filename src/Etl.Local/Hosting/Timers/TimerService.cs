using Etl.Local.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Etl.Local.Hosting.Timers;

/// <summary>Runs the timer functions until it is stopped.</summary>
internal sealed class TimerService : IAsyncDisposable
{
    // Real time: it bounds the end of a process, whatever the clock of the functions says.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly Task _running;

    private TimerService(IEnumerable<FunctionTimer> timers)
    {
        _running = Task.WhenAll(timers.Select(timer => Task.Run(() => timer.RunAsync(_stop.Token, _abort.Token))).ToList());
    }

    /// <summary>Overdue timers are called at once.</summary>
    /// <param name="defaults">Setting to schedule, for settings that are not there.</param>
    /// <exception cref="FunctionDiscoveryException">A schedule is missing or can't be read: all of them, and no timer runs.</exception>
    public static TimerService Start(
        FunctionCatalog catalog,
        IServiceProvider services,
        Func<DurableTaskClient> client,
        IConfiguration configuration,
        IReadOnlyDictionary<string, string> defaults,
        string hubFolder,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        var functions = catalog.OfKind(FunctionKind.Timer).ToList();
        var schedules = TimerSettings.Resolve(functions, configuration, defaults);
        var logger = loggers.CreateLogger<TimerService>();
        return new(functions.Zip(schedules, (function, schedule) => new FunctionTimer(
            function,
            schedule,
            function.Timer.UseMonitor ? new TimerStatusFile(hubFolder, function.Name, logger) : null,
            (info, cancellation) => InvokeAsync(function, info, services, client, cancellation),
            time,
            logger)));
    }

    /// <summary>
    /// No more calls are made. Those that run go on until they end, or <paramref name="giveUp"/> cancels them; one that does not heed its token is left behind.
    /// </summary>
    public async Task StopAsync(CancellationToken giveUp)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _abort.CancelAsync();
        await _running.WaitAsync(Grace, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        _stop.Dispose();
        _abort.Dispose();
    }

    private static async Task InvokeAsync(
        LocalFunction function, TimerInfo info, IServiceProvider services, Func<DurableTaskClient> client, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var arguments = function.Bind(parameter => parameter.Kind switch
        {
            BoundParameterKind.Trigger => info,
            BoundParameterKind.DurableClient => client(),
            _ => cancellationToken,
        });
        await function.Method.InvokeAsync(scope.ServiceProvider, arguments);
    }
}
