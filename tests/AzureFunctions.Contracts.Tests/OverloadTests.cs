using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AzureFunctions.Contracts.Tests;

public sealed class OverloadTests
{
    [Fact]
    public async Task CallActivity_OptionsOnly_ForwardsWithoutInput()
    {
        var context = new RecordingContext();
        var options = new TaskOptions(new RetryPolicy(3, TimeSpan.FromSeconds(1)));

        await context.CallActivityAsync("a", options);
        await context.CallSubOrchestratorAsync<object>("b", options.WithInstanceId("i"));

        Assert.Equal(["a  3", "b i 3"], context.Calls);
    }

    [Fact]
    public async Task WaitForExternalEvent_EventBeforeTimeout_ReturnsItAndCancelsTheTimer()
    {
        var context = new RecordingContext();

        var received = context.WaitForExternalEvent<string>("e", TimeSpan.FromMinutes(1));
        context.Event.SetResult("hello");

        Assert.Equal("hello", await received);
        Assert.True(context.TimerToken.IsCancellationRequested);
        Assert.Equal(context.CurrentUtcDateTime.AddMinutes(1), context.FireAt);
    }

    [Fact]
    public async Task WaitForExternalEvent_TimeoutFirst_IsCancelled()
    {
        var context = new RecordingContext();

        var received = context.WaitForExternalEvent<string>("e", TimeSpan.FromMinutes(1));
        context.Timer.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => received);
    }

    [Fact]
    public void ReplaySafeLogger_WhileReplaying_IsSilent()
    {
        var context = new RecordingContext { Replaying = true };
        var logger = context.CreateReplaySafeLogger("c");
        logger.LogInformation("first");

        context.Replaying = false;
        logger.LogInformation("second");

        Assert.Equal(["second"], context.Logged);
    }

    [Fact]
    public void TaskName_OtherCase_IsEqual()
    {
        TaskName name = "Run";

        Assert.True(name == "run");
        Assert.Equal(name.GetHashCode(), new TaskName("RUN").GetHashCode());
        Assert.Equal("Run", name);
    }

    private sealed class RecordingContext : TaskOrchestrationContext, ILoggerFactory, ILogger
    {
        public List<string> Calls { get; } = [];

        public List<string> Logged { get; } = [];

        public TaskCompletionSource<string> Event { get; } = new();

        public TaskCompletionSource Timer { get; } = new();

        public CancellationToken TimerToken { get; private set; }

        public DateTime FireAt { get; private set; }

        public bool Replaying { get; set; }

        public override TaskName Name => "o";

        public override string InstanceId => "1";

        public override ParentOrchestrationInstance? Parent => null;

        public override DateTime CurrentUtcDateTime { get; } = new(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc);

        public override bool IsReplaying => Replaying;

        protected override ILoggerFactory LoggerFactory => this;

        public override T? GetInput<T>()
            where T : default
            => default;

        public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
            => Record<TResult>(name, input, options);

        public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
            => Record<TResult>(orchestratorName, input ?? (options as SubOrchestrationOptions)?.InstanceId, options);

        public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
        {
            FireAt = fireAt;
            TimerToken = cancellationToken;
            return Timer.Task.WaitAsync(cancellationToken);
        }

        public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
            => (T)(object)await Event.Task.WaitAsync(cancellationToken);

        public override void SendEvent(string instanceId, string eventName, object payload) => Calls.Add(eventName);

        public override void SetCustomStatus(object? customStatus) => Calls.Add("status");

        public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => Calls.Add("again");

        public override Guid NewGuid() => Guid.Empty;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => Calls.Add("provider");

        public void Dispose() => Calls.Add("dispose");

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => NullLogger.Instance.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Logged.Add(formatter(state, exception));

        private Task<TResult> Record<TResult>(TaskName name, object? input, TaskOptions? options)
        {
            Calls.Add($"{name} {input} {options?.Retry?.Policy?.MaxNumberOfAttempts}");
            return Task.FromResult<TResult>(default!);
        }
    }
}
