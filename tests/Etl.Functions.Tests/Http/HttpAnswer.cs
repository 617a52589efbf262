using System.Net;
using System.Text.Json;

namespace Etl.Functions.Tests.Http;

public sealed record HttpAnswer(HttpStatusCode Status, string? MediaType, Uri? Location, TimeSpan? RetryAfter, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string RunId => Json.GetProperty("runId").GetString()!;

    /// <summary>Of problem details.</summary>
    public string Detail => Json.GetProperty("detail").GetString()!;

    /// <summary>The codes of problem details, in order.</summary>
    public IEnumerable<string> Codes => Json.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("code").GetString()!);

    /// <summary>The messages of problem details, in order.</summary>
    public IEnumerable<string> Messages => Json.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("message").GetString()!);

    public HttpAnswer ShouldBeProblem(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{Status}: {Body}");
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal((int)status, Json.GetProperty("status").GetInt32());
        Assert.NotEmpty(Json.GetProperty("title").GetString()!);
        Assert.NotEmpty(Detail);
        Assert.DoesNotContain("   at ", Body, StringComparison.Ordinal);
        return this;
    }
}
