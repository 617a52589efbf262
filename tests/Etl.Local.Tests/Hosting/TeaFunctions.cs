using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Tests.Hosting;

/// <summary>What the activity of <see cref="TeaFunctions"/> waits for.</summary>
public sealed class Kettle
{
    public TaskCompletionSource Heating { get; private set; } = NewSource();

    public TaskCompletionSource Boiled { get; private set; } = NewSource();

    public TaskCompletionSource TeaTime { get; } = NewSource();

    public void Refill() => (Heating, Boiled) = (NewSource(), NewSource());

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A small app with a function of each kind.</summary>
public sealed class TeaFunctions(Kettle kettle)
{
    [Function("StartTea")]
    public async Task<IResult> StartAsync(
        [HttpTrigger("post", Route = "teas/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await client.ScheduleNewOrchestrationInstanceAsync("Brew", id, new StartOrchestrationOptions(id), cancellationToken);
        return Results.Accepted($"{request.Path}");
    }

    [Function("GetTea")]
    public async Task<IResult> GetAsync(
        [HttpTrigger("get", Route = "teas/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client)
    {
        var tea = await client.GetInstanceAsync(id, getInputsAndOutputs: true, request.HttpContext.RequestAborted);
        return tea is null ? Results.NotFound() : Results.Ok(new { Status = tea.RuntimeStatus.ToString(), Output = tea.ReadOutputAs<string>() });
    }

    [Function("Brew")]
    public static async Task<string> BrewAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var water = await context.CallActivityAsync<int>("Boil", 100);
        return $"{context.GetInput<string>()} at {water}";
    }

    [Function("Boil")]
    public async Task<int> BoilAsync([ActivityTrigger] int degrees, CancellationToken cancellationToken)
    {
        kettle.Heating.TrySetResult();
        await kettle.Boiled.Task.WaitAsync(cancellationToken);
        return degrees;
    }

    [Function("TeaTime")]
    public async Task TeaTimeAsync([TimerTrigger("%EtlTimerSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client)
    {
        await client.ScheduleNewOrchestrationInstanceAsync("Brew", $"{timer.IsPastDue}", new StartOrchestrationOptions("by-timer"));
        kettle.TeaTime.TrySetResult();
    }
}
