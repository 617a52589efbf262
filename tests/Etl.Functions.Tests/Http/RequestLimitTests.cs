using System.Net;
using System.Text;
using Etl.Functions.Http;

namespace Etl.Functions.Tests.Http;

/// <summary>What a request may have at most: as much is read, one more is refused.</summary>
public sealed class RequestLimitTests(HttpApp api) : IClassFixture<HttpApp>
{
    [Theory]
    [InlineData(RequestBody.MaxBytes, HttpStatusCode.UnprocessableEntity)]
    [InlineData(RequestBody.MaxBytes + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task BytesOfABody(int bytes, HttpStatusCode expected)
    {
        const string Start = """{"no-such-field": 1}""";

        (await PostAsync("sales/runs", Start + new string(' ', bytes - Start.Length))).ShouldBeProblem(expected);
    }

    [Theory]
    [InlineData(32, HttpStatusCode.UnprocessableEntity)]
    [InlineData(33, HttpStatusCode.BadRequest)]
    public async Task DepthOfABody(int depth, HttpStatusCode expected) =>
        (await PostAsync("sales/runs", new string('[', depth) + new string(']', depth))).ShouldBeProblem(expected);

    [Theory]
    [InlineData("runs?limit=500", HttpStatusCode.OK)]
    [InlineData("runs?limit=501", HttpStatusCode.UnprocessableEntity)]
    [InlineData("backfills?limit=500", HttpStatusCode.OK)]
    [InlineData("backfills?limit=501", HttpStatusCode.UnprocessableEntity)]
    [InlineData("models/Numbers.None/data?limit=10000", HttpStatusCode.NotFound)]
    [InlineData("models/Numbers.None/data?limit=10001", HttpStatusCode.UnprocessableEntity)]
    [InlineData("runs/none/logs?limit=10000", HttpStatusCode.NotFound)]
    [InlineData("runs/none/logs?limit=10001", HttpStatusCode.UnprocessableEntity)]
    public async Task EntriesOfAList(string path, HttpStatusCode expected) => Assert.Equal(expected, (await api.GetAsync($"/api/{path}")).Status);

    [Theory]
    [InlineData("2023-02-05", 1, null)]
    [InlineData("2023-02-04", 1, "too-many-runs")]
    [InlineData("2025-10-31", 50, null)]
    [InlineData("2025-10-31", 51, "invalid-field")]
    public async Task DatesOfABackfill_AndRunsAtATime(string from, int parallel, string? problem)
    {
        var answer = await PostAsync("sales/backfills", $$"""{"from": "{{from}}", "to": "2025-10-31", "maxParallel": {{parallel}}}""");

        if (problem is not null)
        {
            Assert.Equal([problem], answer.ShouldBeProblem(HttpStatusCode.UnprocessableEntity).Codes);
            return;
        }

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        await api.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"{answer.Location}/cancel"));
    }

    private Task<HttpAnswer> PostAsync(string path, string json) =>
        api.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/api/pipelines/{path}") { Content = new StringContent(json, Encoding.UTF8, "application/json") });
}
