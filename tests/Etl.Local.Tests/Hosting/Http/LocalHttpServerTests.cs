using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Etl.Local.Functions;
using Etl.Local.Hosting.Http;
using Etl.Local.Tests.Functions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;

namespace Etl.Local.Tests.Hosting.Http;

public sealed class LocalHttpServerTests : IAsyncLifetime
{
    private const int MaxBody = 2000;

    private readonly Journal _journal = new();
    private readonly RecordingLoggerFactory _loggers = new();
    private LocalHttpServer _server = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _server = Create(port: 0);
        await _server.StartAsync(TestContext.Current.CancellationToken);
        _http = new() { BaseAddress = _server.Uri };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.StopAsync(TestContext.Current.CancellationToken);
        await _server.DisposeAsync();
    }

    [Fact]
    public void Start_PortZero_ListensOnLoopbackOnAFreePort()
    {
        Assert.Equal("127.0.0.1", _server.Uri.Host);
        Assert.NotEqual(0, _server.Uri.Port);
    }

    [Fact]
    public void Start_Always_LeavesCtrlCAndTerminationToTheProgram()
        => Assert.IsNotType<ConsoleLifetime>(_server.Services.GetRequiredService<IHostLifetime>());

    [Fact]
    public async Task Start_PortThatIsTaken_SaysWhichAndWhatToDo()
    {
        await using var second = Create(_server.Uri.Port);

        var error = await Assert.ThrowsAsync<IOException>(() => second.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith($"Port {_server.Uri.Port} of 127.0.0.1 can't be opened", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Give another port, or 0 for any free one.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WithRouteValue_ReachesItsFunctionInAScopeOfItsOwn()
    {
        var first = await GetJsonAsync("/api/runs/a%20b");
        await GetJsonAsync("/api/runs/c");

        Assert.Equal("a b", first.GetProperty("id").GetString());
        Assert.Equal("hub", first.GetProperty("hub").GetString());
        Assert.False(first.GetProperty("trusted").GetBoolean());
        Assert.Equal(2, _journal.Entries.Distinct().Count());
        Assert.All(_journal.Entries, service => Assert.True(((ScopedService)service).Disposed));
    }

    [Theory]
    [InlineData("/api/numbers/7", "7 - ")]
    [InlineData("/api/numbers/7/a/b?q=x", "7 a/b x")]
    public async Task Request_CatchAllRoute_GetsTheRestOfThePath(string path, string expected) => Assert.Equal(expected, await _http.GetStringAsync(path, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Request_Post_GetsStatusAndHeadersOfTheResult()
    {
        using var response = await _http.PostAsJsonAsync("/api/pipelines/hotels/runs", new { a = 1 }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("/api/runs/hotels-1", response.Headers.Location!.ToString());
        Assert.Equal("""{"a":1}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/api/none")]
    [InlineData("/runs/1")]
    [InlineData("/api/numbers/seven")]
    public async Task Request_UnknownPath_Is404Problem(string path)
        => await AssertProblemAsync(await _http.GetAsync(path, TestContext.Current.CancellationToken), 404, $"There is nothing at {path}.");

    [Fact]
    public async Task Request_WrongMethod_Is405ProblemThatNamesTheRightOnes()
    {
        var response = await _http.DeleteAsync("/api/runs/1", TestContext.Current.CancellationToken);

        Assert.Equal(["GET"], response.Content.Headers.Allow);
        await AssertProblemAsync(response, 405, "DELETE is not for /api/runs/1. Allowed: GET.");
    }

    [Fact]
    public async Task Request_FunctionsOwn404_IsLeftAsItIs()
    {
        using var response = await _http.GetAsync("/api/missing", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("\"/api/missing\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Request_FunctionThatThrows_Is500ProblemAndTheCauseIsInTheLogOnly()
    {
        await AssertProblemAsync(
            await _http.GetAsync("/api/fail", TestContext.Current.CancellationToken), 500, "The function failed. The log of the host says why.");

        var entry = Assert.Single(_loggers.Entries, entry => entry.Level == LogLevel.Error);
        Assert.Equal("GET /api/fail failed", entry.Message);
        Assert.Equal("secret of /api/fail", entry.Error!.Message);
    }

    [Fact]
    public async Task Request_FunctionThatReturnsNull_Is500AndTheLogNamesIt()
    {
        await AssertProblemAsync(
            await _http.GetAsync("/api/nothing", TestContext.Current.CancellationToken), 500, "The function failed. The log of the host says why.");

        Assert.Contains(_loggers.Entries, entry => entry.Error?.Message.StartsWith("HTTP function Nothing returned null", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Request_FailureHalfWayThroughTheAnswer_BreaksTheConnection()
        => await Assert.ThrowsAnyAsync<HttpRequestException>(() => _http.GetByteArrayAsync("/api/half", TestContext.Current.CancellationToken));

    [Fact]
    public async Task Request_BodyWithTooGreatLength_Is413Problem()
        => await AssertProblemAsync(await PostAsync(new ByteArrayContent(new byte[MaxBody + 1])), 413, $"The body of a request may have at most {MaxBody} bytes.");

    [Fact]
    public async Task Request_BodyOfUnknownLengthThatIsTooLong_Is413Problem()
    {
        var json = Encoding.UTF8.GetBytes($"\"{new string('x', MaxBody)}\"");

        await AssertProblemAsync(await PostAsync(new UnknownLengthContent(json)), 413, $"The body of a request may have at most {MaxBody} bytes.");
    }

    [Fact]
    public async Task Request_BodyAtTheLimit_IsTaken()
    {
        using var response = await PostAsync(new StringContent($"\"{new string('x', MaxBody - 2)}\""));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Stop_RequestThatRuns_IsWaitedFor()
    {
        var journal = new Journal();
        var gate = new Gate();
        await using var server = Create(0, services => services.AddSingleton(journal).AddSingleton(gate), typeof(SlowFunctions));
        await server.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = server.Uri };
        var answer = http.GetStringAsync("/api/slow", TestContext.Current.CancellationToken);
        await gate.Entered.Task;

        var stopping = server.StopAsync(TestContext.Current.CancellationToken);
        Assert.False(stopping.IsCompleted);
        gate.Open.SetResult();

        Assert.Equal("done", await answer);
        await stopping;
    }

    internal static async Task AssertProblemAsync(HttpResponseMessage response, int status, string detail)
    {
        using (response)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.Equal(
                (status, status, detail),
                ((int)response.StatusCode, problem.GetProperty("status").GetInt32(), problem.GetProperty("detail").GetString()));
            Assert.Equal(["type", "title", "status", "detail"], problem.EnumerateObject().Select(field => field.Name));
        }
    }

    private LocalHttpServer Create(int port, Action<IServiceCollection>? more = null, Type? functions = null)
        => LocalHttpServer.Create(
            FunctionCatalog.Discover([functions ?? typeof(HttpFunctions)]),
            new()
            {
                Port = port,
                MaxRequestBodyBytes = MaxBody,
                Loggers = _loggers,
                ConfigureServices = services =>
                {
                    services.AddScoped<ScopedService>().AddSingleton(_journal);
                    more?.Invoke(services);
                },
            },
            () => new NamedClient("hub"));

    private async Task<JsonElement> GetJsonAsync(string path)
        => await _http.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    private Task<HttpResponseMessage> PostAsync(HttpContent content)
        => _http.PostAsync("/api/pipelines/p/runs", content, TestContext.Current.CancellationToken);

    private sealed class UnknownLengthContent(byte[] content) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(content).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
