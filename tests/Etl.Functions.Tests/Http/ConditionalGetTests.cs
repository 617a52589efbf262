using System.Net;
using System.Text;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Http;

public sealed class ConditionalGetTests(HttpApp api) : IClassFixture<HttpApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/pipelines")]
    [InlineData("/api/pipelines/sales")]
    [InlineData("/api/runs")]
    [InlineData("/api/runs?pipeline=sales")]
    [InlineData("/api/runs/{run}")]
    [InlineData("/api/runs/{run}/logs")]
    [InlineData("/api/backfills/{backfill}")]
    [InlineData("/api/models")]
    [InlineData("/api/models/Numbers.A")]
    public async Task Document_ThatTheCallerHas_IsNotSentAgain(string path)
    {
        var run = await api.StartAsync("sales");
        await api.FollowAsync(run);
        path = path.Replace("{run}", run.RunId, StringComparison.Ordinal).Replace("{backfill}", await EndedBackfillAsync(), StringComparison.Ordinal);

        using var first = await GetAsync(path);
        var tag = first.Headers.ETag!.ToString();
        using var second = await GetAsync(path, tag);
        using var weak = await GetAsync(path, $"\"other\", W/{tag}");
        using var other = await GetAsync(path, "\"other\"");
        using var nonsense = await GetAsync(path, "no quotes");

        Assert.Equal((HttpStatusCode.OK, "application/json"), (first.StatusCode, first.Content.Headers.ContentType?.MediaType));
        Assert.True(first.Headers.CacheControl is { NoCache: true, Private: true });
        Assert.Equal((HttpStatusCode.NotModified, tag, 0), (second.StatusCode, second.Headers.ETag!.ToString(), (await second.Content.ReadAsByteArrayAsync(Cancellation)).Length));
        Assert.Equal(HttpStatusCode.NotModified, weak.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(HttpStatusCode.OK, nonsense.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(Cancellation), await other.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Document_ThatHasChanged_IsSentWithAnotherTag()
    {
        using var before = await GetAsync("/api/runs");
        await api.FollowAsync(await api.StartAsync("sales"));

        using var after = await GetAsync("/api/runs", before.Headers.ETag!.ToString());

        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
    }

    private async Task<string> EndedBackfillAsync()
    {
        var started = await api.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/pipelines/sales/backfills")
        {
            Content = new StringContent("""{"from": "2026-11-01", "to": "2026-11-01"}""", Encoding.UTF8, "application/json"),
            Headers = { { "Idempotency-Key", "conditional" } },
        });
        await Eventually.TrueAsync(async () => (await api.GetAsync(started.Location!.ToString())).Json.GetProperty("status").GetString() == "Succeeded");
        return started.Json.GetProperty("id").GetString()!;
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        return await api.App.Http.SendAsync(request, Cancellation);
    }
}
