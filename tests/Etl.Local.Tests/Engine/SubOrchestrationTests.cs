using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Tests.Engine;

public sealed class SubOrchestrationTests
{
    [Fact]
    public async Task SubOrchestrations_RunUnderTheGivenIds_AndReturnTheirResults()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Parent", async c => await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
                c.CallSubOrchestratorAsync<string>("Child", i, new SubOrchestrationOptions(instanceId: $"run:1:{i}")))))
            .Orchestrator("Child", c => Task.FromResult<object?>($"{c.InstanceId}={c.GetInput<int>()} of {c.Parent!.InstanceId}/{c.Parent.Name.Name}")));

        var end = await hub.RunAsync("Parent", id: "p");

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"run:1:{i}={i} of p/Parent"), end.ReadOutputAs<string[]>());
    }

    [Fact]
    public async Task Input_IsThereHoweverLateTheCodeAsks()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Parent", async c => $"{await c.CallSubOrchestratorAsync<string>("Child", "for the child")}, {c.GetInput<string>()}")
            .Orchestrator("Child", async c => $"{await c.CallActivityAsync<string>("Echo", "for the activity")}, {c.GetInput<string>()}, {c.GetInput<string>()}")
            .Activity<string>("Echo", input => input));

        var end = await hub.RunAsync("Parent", input: "for the parent");

        Assert.Equal("for the activity, for the child, for the child, for the parent", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task SubOrchestration_WithoutId_GetsTheContextsGuid()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Parent", async c => await c.CallSubOrchestratorAsync<string>("Child"))
            .Orchestrator("Child", c => Task.FromResult<object?>(c.InstanceId)));

        var end = await hub.RunAsync("Parent");

        Assert.True(Guid.TryParseExact(end.ReadOutputAs<string>(), "N", out _));
    }

    [Fact]
    public async Task FailureOfASubOrchestration_ArrivesWithItsTypeAndCause()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Parent", async c =>
            {
                var failed = await Assert.ThrowsAsync<TaskFailedException>(() => c.CallSubOrchestratorAsync("Child"));
                return new[] { failed.TaskName, failed.FailureDetails.ErrorType, failed.FailureDetails.ErrorMessage, failed.FailureDetails.InnerFailure!.ErrorMessage };
            })
            .Orchestrator("Child", _ => throw new InvalidOperationException("outer", new FormatException("inner"))));

        Assert.Equal(["Child", "System.InvalidOperationException", "outer", "inner"], (await hub.RunAsync("Parent")).ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task FailureWithEndlessCauses_IsCut_AndFailsItsInstanceAlone()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Chain", _ => throw Enumerable.Range(0, 100).Aggregate((Exception?)null, (inner, i) => new FormatException($"cause {99 - i}", inner))!)
            .Orchestrator("Parent", async c => Causes(await Assert.ThrowsAsync<TaskFailedException>(() => c.CallSubOrchestratorAsync("Chain")))));

        var chain = await hub.RunAsync("Chain");
        var parent = await hub.RunAsync("Parent");

        Assert.Equal((OrchestrationRuntimeStatus.Failed, "cause 0"), (chain.RuntimeStatus, chain.FailureDetails!.ErrorMessage));
        Assert.Equal(Enumerable.Range(0, 21).Select(i => $"cause {i}"), parent.ReadOutputAs<string[]>());
    }

    [Fact]
    public async Task FailureBelowManyLevelsOfSubOrchestrations_IsCut_AndArrivesAtTheTop()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Nest", async c =>
                c.GetInput<int>() is var level and > 0 ? await c.CallSubOrchestratorAsync<int>("Nest", level - 1) : throw new FormatException("at the bottom"))
            .Orchestrator("Top", async c => Causes(await Assert.ThrowsAsync<TaskFailedException>(() => c.CallSubOrchestratorAsync("Nest", 70)))));

        Assert.Equal(21, (await hub.RunAsync("Top")).ReadOutputAs<string[]>()!.Length);
    }

    [Fact]
    public async Task UnknownOrchestrator_FailsTheSubOrchestration()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Parent", async c => await c.CallSubOrchestratorAsync<int>("Gone")));

        Assert.Contains("There is no orchestrator 'Gone'", (await hub.RunAsync("Parent")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IdOfALiveInstance_FailsTheCall()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Parent", async c => await c.CallSubOrchestratorAsync<int>("Wait", null, new SubOrchestrationOptions(instanceId: "taken")))
            .Orchestrator("Wait", async c => await c.WaitForExternalEvent<int>("Go")));
        await hub.StartAsync("Wait", id: "taken");

        var end = await hub.RunAsync("Parent");

        Assert.Contains("instance 'taken' exists and has not ended", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.Client.GetInstanceAsync("taken", TestHub.Patience))!.RuntimeStatus);
    }

    [Fact]
    public async Task IdOfAnEndedInstance_IsUsedAgain()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Parent", async c => await c.CallSubOrchestratorAsync<int>("Child", 2, new SubOrchestrationOptions(instanceId: "child")))
            .Orchestrator("Child", c => Task.FromResult<object?>(c.GetInput<int>())));
        await hub.RunAsync("Child", 1, "child");

        Assert.Equal(2, (await hub.RunAsync("Parent")).ReadOutputAs<int>());
        Assert.Equal(2, (await hub.EndOfAsync("child")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task TerminatedChild_FailsTheCallOfItsParent()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Parent", async c => await c.CallSubOrchestratorAsync<int>("Wait", null, new SubOrchestrationOptions(instanceId: "child")))
            .Orchestrator("Wait", async c => await c.WaitForExternalEvent<int>("Go")));
        var id = await hub.StartAsync("Parent");
        await hub.IdleAsync(id);

        await hub.Client.TerminateInstanceAsync("child", "enough", TestHub.Patience);

        Assert.Contains("The sub-orchestration 'child' was terminated with \"enough\"", (await hub.EndOfAsync(id)).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChildThatEndsBeforeItsParentIsResumed_IsNotForgotten()
    {
        var gate = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Parent", async c => await c.CallSubOrchestratorAsync<int>("Child", null, new SubOrchestrationOptions(instanceId: "child")))
            .Orchestrator("Child", async c => await c.CallActivityAsync<int>("Slow"))
            .Activity<object>("Slow", (_, cancellationToken) => gate.Task.WaitAsync(cancellationToken)));
        var id = await hub.StartAsync("Parent");
        await hub.Client.WaitForInstanceStartAsync("child", TestHub.Patience);
        await hub.ReopenAsync();

        gate.SetResult(42);
        var resumed = await hub.Engine.ResumeAsync("child", TestHub.Patience);
        await hub.EndOfAsync("child");
        await hub.ReopenAsync();
        await hub.Engine.ResumeAsync(id, TestHub.Patience);

        Assert.Equal(["child"], resumed);
        Assert.Equal(42, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
    }

    private static List<string> Causes(TaskFailedException exception)
    {
        List<string> messages = [];
        for (var cause = exception.FailureDetails; cause is not null; cause = cause.InnerFailure)
        {
            messages.Add(cause.ErrorMessage);
        }

        return messages;
    }
}
