using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Etl.Local.Engine;
using Etl.Local.Functions;
using Etl.Local.Hosting;
using Etl.Local.Hosting.Hub;
using Etl.Local.Tests.Functions;
using Etl.Local.Tests.Hosting.Timers;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Local.Tests.Hosting;

public sealed class LocalHostTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly Kettle _kettle = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Host_OrchestrationStartedOverHttp_RunsItsActivityAndAnswersWithTheOutput()
    {
        await using var host = await StartAsync();
        using var http = new HttpClient { BaseAddress = host.Uri };
        _kettle.Boiled.SetResult();

        using var started = await http.PostAsync("/api/teas/green", content: null, Cancellation);
        await host.Client.WaitForInstanceCompletionAsync("green", Cancellation).WaitAsync(Patience, Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var tea = await http.GetFromJsonAsync<JsonElement>("/api/teas/green", Cancellation);
        Assert.Equal("""{"status":"Completed","output":"green at 100"}""", tea.GetRawText());
    }

    [Fact]
    public async Task Host_WhileItRuns_CanBeFoundAndHoldsTheHub()
    {
        await using var host = await StartAsync();

        host.Announce(["green"]);

        var holder = HubLease.ReadHolder(_folder.Path)!;
        Assert.Equal((host.Uri, "run"), (holder.Uri, holder.Mode));
        Assert.Equal(["green"], holder.RunIds);
        Assert.Null(HubLease.TryAcquire(_folder.Path));
        using var http = new HttpClient { BaseAddress = holder.Uri };
        http.DefaultRequestHeaders.Add(HubToken.Header, holder.Token);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/api/teas/none", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Dispose_Always_FreesHubPortAndServices()
    {
        var host = await StartAsync(services => services.AddSingleton<ScopedService>());
        var service = host.Services.GetRequiredService<ScopedService>();

        await host.DisposeAsync();
        await host.DisposeAsync();

        Assert.True(service.Disposed);
        Assert.Null(HubLease.ReadHolder(_folder.Path));
        await using var again = await StartAsync(port: host.Uri.Port);
        Assert.Equal(host.Uri, again.Uri);
    }

    [Fact]
    public async Task Dispose_ActivityThatEndsInTime_IsWaitedForAndItsResultIsKept()
    {
        var host = await StartAsync();
        await ScheduleAsync(host, "green");
        await _kettle.Heating.Task.WaitAsync(Patience, Cancellation);

        var stopping = host.StopAsync(Patience);
        Assert.False(stopping.IsCompleted);
        _kettle.Boiled.SetResult();
        await stopping;
        _kettle.Refill();

        await using var again = await StartAsync();
        await again.ResumeAllAsync(Cancellation);
        var tea = await again.Client.WaitForInstanceCompletionAsync("green", getInputsAndOutputs: true, Cancellation).WaitAsync(Patience, Cancellation);
        Assert.Equal("green at 100", tea.ReadOutputAs<string>());
        Assert.False(_kettle.Heating.Task.IsCompleted);
    }

    [Fact]
    public async Task StopListening_Always_RefusesRequestsAndGoesOnWithWhatRuns()
    {
        await using var host = await StartAsync();
        using var http = new HttpClient { BaseAddress = host.Uri };
        using var started = await http.PostAsync("/api/teas/green", content: null, Cancellation);

        await host.StopListeningAsync();

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("/api/teas/green", Cancellation));
        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
        _kettle.Boiled.SetResult();
        var tea = await host.Client.WaitForInstanceCompletionAsync("green", Cancellation).WaitAsync(Patience, Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, tea.RuntimeStatus);
    }

    [Fact]
    public async Task Stop_WithoutPatience_CutsTheActivityAndResumeRunsItAgain()
    {
        var host = await StartAsync();
        await ScheduleAsync(host, "green");
        await _kettle.Heating.Task.WaitAsync(Patience, Cancellation);

        await host.StopAsync(TimeSpan.Zero);
        _kettle.Refill();
        _kettle.Boiled.SetResult();

        await using var again = await StartAsync();
        Assert.Equal(["green"], await again.ResumeAsync("green", Cancellation));
        var tea = await again.Client.WaitForInstanceCompletionAsync("green", Cancellation).WaitAsync(Patience, Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, tea.RuntimeStatus);
        Assert.True(_kettle.Heating.Task.IsCompleted);
    }

    [Fact]
    public async Task Hub_ThatCouldNotBeWrittenOnce_IsToldAndAnswered503_UntilTheHostIsStartedAgain()
    {
        var full = false;
        var engine = new DurableEngineOptions { BeforeCommit = () => _ = full ? throw new SqliteException("database or disk is full", 13) : 0 };
        await using (var host = await LocalHost.StartAsync(HubLease.TryAcquire(_folder.Path)!, Options() with { Engine = engine }, Cancellation))
        {
            using var http = new HttpClient { BaseAddress = host.Uri };
            Assert.False(host.Broken.IsCompleted);

            full = true;
            using var failed = await http.PostAsync("/api/teas/green", content: null, Cancellation);
            full = false;
            using var later = await http.PostAsync("/api/teas/green", content: null, Cancellation);

            Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (failed.StatusCode, later.StatusCode));
            Assert.Contains("database or disk is full", Assert.IsType<HubException>(await host.Broken.WaitAsync(Patience, Cancellation)).Message, StringComparison.Ordinal);
        }

        _kettle.Boiled.SetResult();
        await using var again = await StartAsync();
        await ScheduleAsync(again, "green");
        var tea = await again.Client.WaitForInstanceCompletionAsync("green", Cancellation).WaitAsync(Patience, Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, tea.RuntimeStatus);
        Assert.False(again.Broken.IsCompleted);
    }

    [Fact]
    public async Task Start_PortThatIsTaken_GivesTheHubBack()
    {
        await using var host = await StartAsync();
        using var other = new TemporaryFolder();

        await Assert.ThrowsAsync<IOException>(() => LocalHost.StartAsync(HubLease.TryAcquire(other.Path)!, Options() with { Port = host.Uri.Port }, Cancellation));

        using var free = HubLease.TryAcquire(other.Path);
        Assert.NotNull(free);
    }

    [Fact]
    public async Task Start_FunctionsWithDefects_GivesTheHubBack()
    {
        await Assert.ThrowsAsync<FunctionDiscoveryException>(
            () => LocalHost.StartAsync(HubLease.TryAcquire(_folder.Path)!, Options() with { FunctionTypes = [typeof(BadFunctions)] }, Cancellation));

        using var free = HubLease.TryAcquire(_folder.Path);
        Assert.NotNull(free);
    }

    [Fact]
    public async Task Preload_OfTheFunctionsOfRuns_WorksBesideAHost_AndMakesNoFile()
    {
        await using var host = await StartAsync();

        await LocalHost.PreloadAsync([typeof(Etl.Functions.Activities.RunTask).Assembly]);

        Assert.False(File.Exists(":memory:"));
    }

    [Fact]
    public async Task Timers_WhenAskedFor_TickByTheHostsOwnScheduleIfNoneIsSet()
    {
        var clock = new WatchedClock(new(2026, 11, 22, 10, 4, 30, TimeSpan.Zero));
        _kettle.Boiled.SetResult();
        await using var host = await LocalHost.StartAsync(HubLease.TryAcquire(_folder.Path)!, Options() with { RunTimers = true, Time = clock }, Cancellation);

        // The engine may wait on the clock too. Whosever a wait is: a minute is longer than any wait of a timer.
        for (Task tick = _kettle.TeaTime.Task; !tick.IsCompleted;)
        {
            var wait = clock.WaitBegunAsync();
            await await Task.WhenAny(tick, wait);
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.NotNull(await host.Client.GetInstanceAsync("by-timer", Cancellation));
        await host.StopAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Timers_UnlessAskedFor_DoNotRun()
    {
        await using (await StartAsync())
        {
            Assert.False(Directory.Exists(Path.Combine(_folder.Path, "timers")));
        }
    }

    private static Task ScheduleAsync(LocalHost host, string id)
        => host.Client.ScheduleNewOrchestrationInstanceAsync("Brew", id, new StartOrchestrationOptions(id), Cancellation);

    private Task<LocalHost> StartAsync(Action<IServiceCollection>? more = null, int port = 0)
        => LocalHost.StartAsync(HubLease.TryAcquire(_folder.Path)!, Options(more) with { Port = port }, Cancellation);

    private LocalHostOptions Options(Action<IServiceCollection>? more = null) => new()
    {
        FunctionAssemblies = [],
        FunctionTypes = [typeof(TeaFunctions)],
        Port = 0,
        Mode = "run",
        DrainTimeout = TimeSpan.Zero,
        ConfigureServices = services =>
        {
            services.AddSingleton(_kettle);
            more?.Invoke(services);
        },
    };
}
