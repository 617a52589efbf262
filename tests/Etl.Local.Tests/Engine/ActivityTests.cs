using Etl.Local.Engine;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Tests.Engine;

public sealed class ActivityTests
{
    [Fact]
    public async Task FanOut_AllActivitiesEnd_ResultsComeInTheOrderOfTheCalls()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Squares", async c => await Task.WhenAll(Enumerable.Range(0, c.GetInput<int>()).Select(i => c.CallActivityAsync<int>("Square", i))))
            .Activity<int>("Square", i => i * i));

        var end = await hub.RunAsync("Squares", 500);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => i * i), end.ReadOutputAs<int[]>());
    }

    [Fact]
    public async Task Chain_EachActivityGetsTheResultOfTheLast()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Sum", async c =>
            {
                var sum = 0;
                for (var i = 0; i < 100; i++)
                {
                    sum = await c.CallActivityAsync<int>("AddOne", sum);
                }

                return sum;
            })
            .Activity<int>("AddOne", i => i + 1));

        Assert.Equal(100, (await hub.RunAsync("Sum")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Data_CrossesAsJson_AlsoNothing()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Echo", async c => new
            {
                Same = await c.CallActivityAsync<Row>("Echo", c.GetInput<Row>()),
                Nothing = await c.CallActivityAsync<Row?>("Echo"),
                Number = await c.CallActivityAsync<int>("Echo"),
            })
            .Activity<Row?>("Echo", row => row));

        var end = await hub.RunAsync("Echo", new Row("Resort", 3));

        Assert.Equal("""{"Same":{"Hotel":"Resort","Bookings":3},"Nothing":null,"Number":0}""", end.SerializedOutput);
        Assert.Equal(new Row("Resort", 3), end.ReadInputAs<Row>());
    }

    [Fact]
    public async Task Activities_BeyondTheLimit_WaitForTheirTurnOldestFirst()
    {
        var gate = new TaskCompletionSource();
        var running = 0;
        var most = 0;
        await using var hub = await TestHub.OpenAsync(
            new TestFunctions()
                .Orchestrator("Fan", async c => await Task.WhenAll(Enumerable.Range(0, 20).Select(i => c.CallActivityAsync<int>("Step", i))))
                .Activity<int>("Step", async (i, _) =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref running));
                    if (i == 0)
                    {
                        await gate.Task;
                    }

                    Interlocked.Decrement(ref running);
                    return i;
                }),
            new DurableEngineOptions { MaxConcurrentActivities = 1 });

        var id = await hub.StartAsync("Fan");
        gate.SetResult();
        await hub.EndOfAsync(id);

        Assert.Equal(1, most);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"Step({i})"), hub.Functions.Ran);
    }

    [Theory]
    [InlineData("boom: bad row 17", "boom", "bad row 17")]
    [InlineData("no such host", "(unknown)", "no such host")]
    [InlineData("a: b: c", "a", "b: c")]
    [InlineData("first: line\nsecond: line", "first", "line")]
    [InlineData("Exception of type 'Some.Where.BadException' was thrown.", "Some.Where.BadException", "")]
    public async Task Exception_CrossesAsText_WhichTheHostTakesApart(string message, string type, string text)
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Catch", async c =>
            {
                try
                {
                    await c.CallActivityAsync("Throw");
                    return null;
                }
                catch (TaskFailedException e)
                {
                    return new[] { e.TaskName, e.TaskId.ToString(), e.FailureDetails.ErrorType, e.FailureDetails.ErrorMessage, e.FailureDetails.InnerFailure?.ErrorType };
                }
            })
            .Activity<object>("Throw", _ => throw new InvalidOperationException(message, new FormatException())));

        var seen = (await hub.RunAsync("Catch")).ReadOutputAs<List<string?>>();

        Assert.Equal(new List<string?> { "Throw", "0", type, text, null }, seen);
    }

    [Fact]
    public async Task UncaughtFailure_FailsTheInstanceWithTheNameOfTheTask()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Fail", async c => await c.CallActivityAsync<int>("Throw"))
            .Activity<object>("Throw", _ => throw new InvalidOperationException("boom: bad row 17")));

        var end = await hub.RunAsync("Fail");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("Microsoft.DurableTask.TaskFailedException", end.FailureDetails!.ErrorType);
        Assert.Equal("Task 'Throw' (#0) failed with an unhandled exception: bad row 17", end.FailureDetails.ErrorMessage);
    }

    [Fact]
    public async Task UnknownActivity_FailsTheTask_NotTheHost()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Call", async c => await c.CallActivityAsync<int>("Gone")));

        var end = await hub.RunAsync("Call");

        Assert.Contains("The function 'Gone' does not exist, or is not an activity.", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ActivityThatNobodyAwaits_HoldsUpTheEnd()
    {
        var gate = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Forget", c =>
            {
                _ = c.CallActivityAsync("Slow");
                return Task.FromResult<object?>("returned");
            })
            .Activity<object>("Slow", (_, _) => gate.Task));

        var id = await hub.StartAsync("Forget");
        await hub.Client.WaitForInstanceStartAsync(id, TestHub.Patience);
        var before = await hub.Client.GetInstanceAsync(id, TestHub.Patience);
        gate.SetResult(null);

        Assert.Equal(OrchestrationRuntimeStatus.Running, before!.RuntimeStatus);
        Assert.Equal("returned", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task RetryOptions_AreRefused_WithTheWayToDoIt()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Retry", async c => await c.CallActivityAsync<int>("Any", null, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1))))));

        var end = await hub.RunAsync("Retry");

        Assert.Equal("System.NotSupportedException", end.FailureDetails!.ErrorType);
        Assert.Contains("loops over the attempts with durable timers", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TaskOptionsGivenAsInput_AreRefused()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Slip", async c => await c.CallActivityAsync<int>("Any", input: new SubOrchestrationOptions(instanceId: "x"))));

        Assert.Contains("`options: …`", (await hub.RunAsync("Slip")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    private sealed record Row(string Hotel, int Bookings);
}
