using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Etl.Local.Functions;
using Etl.Local.Hosting.Http;
using Etl.Local.Hosting.Hub;
using Etl.Local.Tests.Functions;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Local.Tests.Hosting.Http;

public sealed class RequestGuardTests : IAsyncLifetime
{
    private const string Token = "right-token";

    private LocalHttpServer _server = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _server = LocalHttpServer.Create(
            FunctionCatalog.Discover([typeof(HttpFunctions)]),
            new() { HubToken = Token, ConfigureServices = services => services.AddScoped<ScopedService>().AddSingleton(new Journal()) },
            () => new NamedClient("hub"));
        await _server.StartAsync(TestContext.Current.CancellationToken);
        _http = new() { BaseAddress = _server.Uri };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("127.0.0.1:{port}")]
    [InlineData("localhost:{port}")]
    [InlineData("LOCALHOST:{port}")]
    [InlineData("[::1]:{port}")]
    public async Task Host_OwnName_IsServed(string host)
    {
        using var response = await SendAsync(HttpMethod.Get, ("Host", host));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("evil.example:{port}")]
    [InlineData("localhost.evil.example:{port}")]
    [InlineData("127.0.0.1.nip.io:{port}")]
    [InlineData("127.0.0.1:1")]
    [InlineData("localhost")]
    [InlineData("0.0.0.0:{port}")]
    public async Task Host_ForeignName_Is400EvenForReading(string host)
    {
        var port = _server.Uri.Port;

        await LocalHttpServerTests.AssertProblemAsync(
            await SendAsync(HttpMethod.Get, ("Host", host)),
            400,
            $"Host '{host.Replace("{port}", $"{port}", StringComparison.Ordinal)}' is not this host. Use 127.0.0.1:{port} or localhost:{port}.");
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "https://127.0.0.1:{port}")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "http://localhost:{port}")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task StateChange_OfAnotherOrigin_Is403(string header, string value)
        => await LocalHttpServerTests.AssertProblemAsync(
            await SendAsync(HttpMethod.Post, (header, value)), 403, "A page of another origin may not change anything here.");

    [Theory]
    [InlineData("Origin", "http://127.0.0.1:{port}")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    public async Task StateChange_OfTheOwnOrigin_IsServed(string header, string value)
    {
        using var response = await SendAsync(HttpMethod.Post, (header, value));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Read_OfAnotherOrigin_IsServedWithoutLettingThePageSeeIt()
    {
        using var response = await SendAsync(HttpMethod.Get, ("Origin", "http://evil.example"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Token_Right_MarksTheCallerAsTrusted()
    {
        using var response = await SendAsync(HttpMethod.Get, (HubToken.Header, Token));

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True(answer.GetProperty("trusted").GetBoolean());
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    [InlineData("right-token2")]
    [InlineData("Right-token")]
    public async Task Token_Wrong_Is401(string token)
        => await LocalHttpServerTests.AssertProblemAsync(
            await SendAsync(HttpMethod.Get, (HubToken.Header, token)),
            401,
            "The X-Etl-Hub-Token header does not have this hub's token. The hub may have been restarted since the token was read.");

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, (string Name, string Value) header)
    {
        using var request = new HttpRequestMessage(method, method == HttpMethod.Post ? "/api/pipelines/p/runs" : "/api/runs/1");
        request.Content = method == HttpMethod.Post ? new StringContent("{}") : null;
        request.Headers.TryAddWithoutValidation(header.Name, header.Value.Replace("{port}", $"{_server.Uri.Port}", StringComparison.Ordinal));
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
