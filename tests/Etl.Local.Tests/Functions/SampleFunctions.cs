using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Tests.Functions;

public sealed record Order(string Item, int Count);

/// <summary>Made per scope; the tests see when it was disposed.</summary>
public sealed class ScopedService : IAsyncDisposable
{
    public bool Disposed { get; private set; }

    public ValueTask DisposeAsync()
    {
        Disposed = true;
        return ValueTask.CompletedTask;
    }
}

/// <summary>What happened during a test, in order.</summary>
public sealed class Journal
{
    private readonly List<object> _entries = [];

    public IReadOnlyList<object> Entries
    {
        get
        {
            lock (_entries)
            {
                return _entries.ToList();
            }
        }
    }

    public void Add(object entry)
    {
        lock (_entries)
        {
            _entries.Add(entry);
        }
    }
}

public sealed class SampleFunctions(ScopedService service, Journal journal) : IDisposable
{
    [Function("Ship")]
    public async Task<Order> ShipAsync(
        [ActivityTrigger] Order order, string instanceId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        journal.Add(service);
        journal.Add(instanceId);
        journal.Add(client.Name);
        journal.Add(cancellationToken);
        await Task.Yield();
        return order with { Count = order.Count + 1 };
    }

    [Function("Double")]
    public static int Twice([ActivityTrigger] int number) => number * 2;

    [Function("Forget")]
    public static Task ForgetAsync([ActivityTrigger] string? text) => text == "fail" ? throw new FormatException("bad row 17") : Task.CompletedTask;

    [Function("Deliver")]
    public async Task<Order?> DeliverAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        journal.Add(Environment.CurrentManagedThreadId);
        var order = await context.CallActivityAsync<Order?>("Ship", context.GetInput<Order>());
        journal.Add(Environment.CurrentManagedThreadId);
        journal.Add(service.Disposed);
        journal.Add(service);
        return order;
    }

    [Function("GetOrder")]
    public IResult GetOrder(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "orders/{id:int}/{*rest}")] HttpRequest request, string id, string? rest)
    {
        journal.Add(service);
        return Results.Ok(new Order($"{id}|{rest}|{request.Query["q"]}", 1));
    }

    [Function("Tick")]
    public void Tick([TimerTrigger("%TickSchedule%")] TimerInfo timer) => journal.Add(timer.IsPastDue);

    public void Dispose() => journal.Add("instance disposed");
}
