using System.Collections.Concurrent;
using Etl.Local.Functions;
using Microsoft.DurableTask;

namespace Etl.Chaos.Deliveries;

/// <summary>Delivers activities at least once, in all the ways that a queue may. Thread-safe.</summary>
/// <param name="inner">The app's functions.</param>
/// <param name="seed">Decides the ways.</param>
/// <param name="raiseEpoch">Raises the epoch of a run.</param>
internal sealed class DisturbedCalls(IFunctionInvoker inner, int seed, Func<string, Task> raiseEpoch) : IFunctionInvoker
{
    private const int LongestDelayMs = 300;
    private static readonly Delivery[] Ways = Enum.GetValues<Delivery>();

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly List<Call> _calls = [];
    private readonly List<Task> _late = [];
    private readonly ConcurrentQueue<string> _disturbances = new();
    private readonly ConcurrentQueue<string> _failures = new();

    public IReadOnlyCollection<string> Disturbances => _disturbances;

    /// <summary>Deliveries that ended by an exception, although their activity had not failed.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Activities that the engine has asked for.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _calls.Count;
            }
        }
    }

    public bool HasOrchestrator(string name) => inner.HasOrchestrator(name);

    public bool HasActivity(string name) => inner.HasActivity(name);

    public Task<string?> InvokeOrchestratorAsync(string name, TaskOrchestrationContext context) => inner.InvokeOrchestratorAsync(name, context);

    public async Task<string?> InvokeActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken)
    {
        var call = new Call(name, instanceId, inputJson);
        var (way, delay) = Choose(call);
        if (way != Delivery.Once)
        {
            _disturbances.Enqueue(way.ToString());
        }

        switch (way)
        {
            case Delivery.TwiceInARow:
                await InvokeAsync(call, cancellationToken);
                break;
            case Delivery.TwiceAtOnce:
                var both = new[] { InvokeAsync(call, cancellationToken), InvokeAsync(call, cancellationToken) };
                Keep(Task.WhenAll(both));
                return await await Task.WhenAny(both);
            case Delivery.AgainLate:
                Keep(DeliverAgainAsync(call, delay));
                break;
            case Delivery.OutOfOrder:
                await Task.Delay(delay, cancellationToken);
                break;
            case Delivery.AfterLostLease:
                await CutOffAsync(call, delay);
                break;
            case Delivery.UnderNewEpoch:
                await InvokeAsync(call, cancellationToken);
                await raiseEpoch(RunOf(instanceId));
                break;
            default:
                break;
        }

        return await InvokeAsync(call, cancellationToken);
    }

    /// <summary>Waits until nothing is under way, and then delivers every activity of the past once more, in any order.</summary>
    public async Task DeliverAllAgainAsync(CancellationToken cancellationToken)
    {
        Task[] late;
        Call[] calls;
        lock (_gate)
        {
            late = [.. _late];
            calls = [.. _calls];
        }

        await Task.WhenAll(late);
        _random.Shuffle(calls);
        await Parallel.ForEachAsync(calls, cancellationToken, async (call, _) =>
        {
            _disturbances.Enqueue("AfterTheEnd");
            await WatchAsync(call, () => InvokeAsync(call, CancellationToken.None));
        });
    }

    private Task<string?> InvokeAsync(Call call, CancellationToken cancellationToken) => inner.InvokeActivityAsync(call.Name, call.InstanceId, call.Input, cancellationToken);

    private async Task DeliverAgainAsync(Call call, TimeSpan delay)
    {
        await Task.Delay(delay * 3);
        await WatchAsync(call, () => InvokeAsync(call, CancellationToken.None));
    }

    private async Task CutOffAsync(Call call, TimeSpan delay)
    {
        using var lost = new CancellationTokenSource(delay / 10);
        try
        {
            await InvokeAsync(call, lost.Token);
        }
        catch (Exception) when (lost.IsCancellationRequested)
        {
            // As it should be, whatever it is.
        }
    }

    private async Task WatchAsync(Call call, Func<Task> delivery)
    {
        try
        {
            await delivery();
        }
#pragma warning disable CA1031 // whatever it is, it is reported
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failures.Enqueue($"a repeated delivery of '{call.Name}' threw {exception.GetType().Name}: {exception.Message}");
        }
    }

    private void Keep(Task delivery)
    {
        lock (_gate)
        {
            _late.Add(delivery);
        }
    }

    private (Delivery Way, TimeSpan Delay) Choose(Call call)
    {
        lock (_gate)
        {
            _calls.Add(call);
            return (Ways[_random.Next(Ways.Length)], TimeSpan.FromMilliseconds(_random.Next(LongestDelayMs)));
        }
    }

    /// <summary>Children of a run have its id and more.</summary>
    private static string RunOf(string instanceId) => instanceId.Split(':')[0];

    private sealed record Call(string Name, string InstanceId, string? Input);
}
