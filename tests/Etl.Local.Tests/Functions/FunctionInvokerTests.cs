using Etl.Local.Functions;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Etl.Local.Tests.Functions;

public sealed class FunctionInvokerTests : IAsyncDisposable
{
    private readonly Journal _journal = new();
    private readonly ServiceProvider _services;
    private readonly FunctionInvoker _invoker;

    public FunctionInvokerTests()
    {
        _services = new ServiceCollection().AddScoped<ScopedService>().AddSingleton(_journal).BuildServiceProvider(validateScopes: true);
        _invoker = new(FunctionCatalog.Discover([typeof(SampleFunctions)]), _services, () => new NamedClient("hub"));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task Activity_WithEveryParameter_GetsItsInputAndReturnsJson()
    {
        using var cancel = new CancellationTokenSource();

        var result = await _invoker.InvokeActivityAsync("Ship", "run-1", """{"item":"tea","Count":2}""", cancel.Token);

        Assert.Equal("""{"Item":"tea","Count":3}""", result);
        var service = Assert.IsType<ScopedService>(_journal.Entries[0]);
        Assert.Equal(["run-1", "hub", cancel.Token, "instance disposed"], _journal.Entries.Skip(1));
        Assert.True(service.Disposed);
    }

    [Fact]
    public async Task Activity_EachCall_GetsItsOwnScope()
    {
        await _invoker.InvokeActivityAsync("Ship", "1", """{"Item":"a"}""", default);
        await _invoker.InvokeActivityAsync("Ship", "2", """{"Item":"b"}""", default);

        Assert.Equal(2, _journal.Entries.OfType<ScopedService>().Distinct().Count());
    }

    [Fact]
    public async Task Activity_StaticAndSynchronous_ReturnsJson() => Assert.Equal("42", await _invoker.InvokeActivityAsync("double", "1", "21", default));

    [Fact]
    public async Task Activity_ValueInputThatIsMissing_IsItsDefault() => Assert.Equal("0", await _invoker.InvokeActivityAsync("Double", "1", null, default));

    [Fact]
    public async Task Activity_WithoutResult_ReturnsNull() => Assert.Null(await _invoker.InvokeActivityAsync("Forget", "1", null, default));

    [Fact]
    public async Task Activity_ThatThrows_PassesTheExceptionOnUnchanged()
    {
        var error = await Assert.ThrowsAsync<FormatException>(() => _invoker.InvokeActivityAsync("Forget", "1", "\"fail\"", default));

        Assert.Equal("bad row 17", error.Message);
    }

    [Fact]
    public async Task Activity_InputOfAnotherShape_NamesActivityTypeAndCause()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _invoker.InvokeActivityAsync("Ship", "1", "[1]", default));

        Assert.StartsWith("Activity Ship takes Order, but its input can't be read as that: The JSON value could not be converted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_UnknownName_ListsTheKnownOnes()
    {
        var activity = await Assert.ThrowsAsync<UnknownFunctionException>(() => _invoker.InvokeActivityAsync("Deliver", "1", null, default));
        var orchestrator = await Assert.ThrowsAsync<UnknownFunctionException>(() => _invoker.InvokeOrchestratorAsync("Gone", new ScriptedContext()));

        Assert.Equal("There is no activity named 'Deliver'. Found: Double, Forget, Ship.", activity.Message);
        Assert.Equal("There is no orchestrator named 'Gone'. Found: Deliver.", orchestrator.Message);
        Assert.True(_invoker.HasActivity("SHIP"));
        Assert.False(_invoker.HasActivity("Deliver"));
        Assert.True(_invoker.HasOrchestrator("deliver"));
    }

    [Fact]
    public void Orchestrator_UntilItsFirstWait_RunsOnTheCallingThread()
    {
        var context = new ScriptedContext();

        var running = _invoker.InvokeOrchestratorAsync("Deliver", context);

        Assert.Equal([Environment.CurrentManagedThreadId], _journal.Entries);
        Assert.False(running.IsCompleted);
    }

    [Fact]
    public async Task Orchestrator_WhenItsTaskCompletes_GoesOnAndEndsInTheSameFlow()
    {
        var context = new ScriptedContext();
        var flow = new CountingContext();
        var before = SynchronizationContext.Current;
        Task<string?> running;
        try
        {
            SynchronizationContext.SetSynchronizationContext(flow);
            running = _invoker.InvokeOrchestratorAsync("Deliver", context);
            context.Activity.SetResult(new Order("tea", 3));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        Assert.True(running.IsCompleted);
        Assert.Equal(0, flow.Posts);
        Assert.Equal("""{"Item":"tea","Count":3}""", await running);
        Assert.Equal([false], _journal.Entries.Skip(2).Take(1));
        Assert.True(Assert.IsType<ScopedService>(_journal.Entries[3]).Disposed);
    }

    [Fact]
    public async Task Orchestrator_NullResult_IsNoJson()
    {
        var context = new ScriptedContext();
        context.Activity.SetResult(null);

        Assert.Null(await _invoker.InvokeOrchestratorAsync("Deliver", context));
    }

    [Fact]
    public async Task Orchestrator_WhatItUsesIsDisposedSlowly_EndsAllTheSame_AndIsNotDisposedInItsFlow()
    {
        var lingering = new Lingering();
        await using var services = new ServiceCollection().AddSingleton(lingering).AddScoped<LingeringService>().BuildServiceProvider(validateScopes: true);
        var invoker = new FunctionInvoker(FunctionCatalog.Discover([typeof(LingeringFunctions)]), services, () => new NamedClient("hub"));
        var flow = new CountingContext();
        var before = SynchronizationContext.Current;
        Task<string?> running;
        SynchronizationContext? after;
        try
        {
            SynchronizationContext.SetSynchronizationContext(flow);
            running = invoker.InvokeOrchestratorAsync("Linger", new ScriptedContext());
            after = SynchronizationContext.Current;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        Assert.True(running.IsCompletedSuccessfully);
        Assert.Equal("\"1 with LingeringService\"", await running);
        Assert.Same(flow, after);
        lingering.End.SetResult();
        await lingering.AllDisposed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(["instance", "service"], lingering.Disposed);
        Assert.Equal(0, flow.Posts);
    }

    /// <summary>Sees every continuation that does not go on where the one before it ended.</summary>
    private sealed class CountingContext : SynchronizationContext
    {
        public int Posts { get; private set; }

        public override void Post(SendOrPostCallback d, object? state)
        {
            Posts++;
            d(state);
        }
    }

    private sealed class ScriptedContext : TaskOrchestrationContext
    {
        public TaskCompletionSource<object?> Activity { get; } = new();

        public override TaskName Name => "Deliver";

        public override string InstanceId => "1";

        public override ParentOrchestrationInstance? Parent => null;

        public override DateTime CurrentUtcDateTime => default;

        public override bool IsReplaying => false;

        protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

        public override T? GetInput<T>()
            where T : default
            => default;

        public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
            => (TResult)(await Activity.Task)!;

        public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
            => throw new NotSupportedException();

        public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

        public override void SetCustomStatus(object? customStatus) => throw new NotSupportedException();

        public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
            => throw new NotSupportedException();

        public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

        public override Guid NewGuid() => throw new NotSupportedException();
    }
}
