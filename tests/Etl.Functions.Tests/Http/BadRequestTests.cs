using System.Net;
using System.Text;
using Etl.Functions.Http.OpenApi;

namespace Etl.Functions.Tests.Http;

/// <summary>What nobody should send, to every operation there is: an answer in words each time, never a 500.</summary>
public sealed class BadRequestTests(HttpApp api) : IClassFixture<HttpApp>
{
    private const int TenMegabytes = 10 * 1024 * 1024;

    private static readonly (string Name, Func<HttpContent> Content, HttpStatusCode Status)[] Bodies =
    [
        ("broken", () => Json("{\"a\": "), HttpStatusCode.BadRequest),
        ("not JSON", () => Json("<run/>"), HttpStatusCode.BadRequest),
        ("two documents", () => Json("{} {}"), HttpStatusCode.BadRequest),
        ("not Unicode", () => Json("{\"a\": \"\\ud800\"}"), HttpStatusCode.BadRequest),
        ("deep", () => Json(new string('[', 5_000) + new string(']', 5_000)), HttpStatusCode.BadRequest),
        ("an array", () => Json("[]"), HttpStatusCode.UnprocessableEntity),
        ("a text", () => Json("\"run\""), HttpStatusCode.UnprocessableEntity),
        ("null", () => Json("null"), HttpStatusCode.UnprocessableEntity),
        ("an unknown field", () => Json("{\"no-such-field\": 1}"), HttpStatusCode.UnprocessableEntity),
        ("a form", () => new FormUrlEncodedContent([new("a", "b")]), HttpStatusCode.UnsupportedMediaType),
        ("ten megabytes", () => Json("{\"environment\": \"" + new string('x', TenMegabytes) + "\"}"), HttpStatusCode.RequestEntityTooLarge),
        ("ten megabytes in chunks", () => new StreamContent(new ChunkedStream(TenMegabytes)) { Headers = { ContentType = new("application/json") } }, HttpStatusCode.RequestEntityTooLarge),
    ];

    private static readonly string[] Names = ["%00", "..%2f..%2fetc%2fpasswd", "%2e%2e", "a%0d%0aX-Evil:%201", "%F0%9F%92%A3", "'%20OR%201=1--", "{{7*7}}", "<script>", new('a', 2_000)];

    public static TheoryData<string, string> Operations()
    {
        var operations = new TheoryData<string, string>();
        foreach (var (_, trigger) in ApiDescription.Functions())
        {
            foreach (var method in trigger.Methods!)
            {
                operations.Add(method, trigger.Route!);
            }
        }

        return operations;
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Path_WithStrangeNames_IsNotFoundOrRefused(string method, string route)
    {
        if (!route.Contains('{', StringComparison.Ordinal) || route.Contains("{*", StringComparison.Ordinal))
        {
            return;
        }

        foreach (var name in Names)
        {
            var path = string.Join('/', route.Split('/').Select(segment => segment.StartsWith('{') ? name : segment));
            using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/{path}");
            using var response = await api.App.Http.SendAsync(request, TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.True((int)response.StatusCode is 400 or 404 or 405 or 414 or 422, $"{name}: {(int)response.StatusCode} {body}");
            Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Query_WithStrangeNames_IsRefusedOrWithoutEffect(string method, string route)
    {
        var path = string.Join('/', route.Split('/').Select(segment => segment.StartsWith('{') ? "sales" : segment));
        foreach (var query in new[] { "?%00=1", "?limit=1%00", "?limit=99999999999999999999", "?from='%20OR%201=1", "?version=..%2f..", "?format=%3Cscript%3E", "?after=%ff", "?[]=1&=2&&", "?status=%F0%9F%92%A3" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/{path}{query}");
            using var response = await api.App.Http.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.True((int)response.StatusCode < 500, $"{query}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Body_ThatIsNone_IsRefusedInWords(string method, string route)
    {
        if (method != "post")
        {
            return;
        }

        // A run and a backfill that are there, so that the answer is about the body.
        var run = await api.StartAsync("sales", key: "bad-bodies");
        await api.FollowAsync(run);
        var backfill = await api.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/pipelines/sales/backfills") { Content = Json("""{"from": "2026-11-01", "to": "2026-11-01"}"""), Headers = { { "Idempotency-Key", "bad-bodies" } } });
        var path = route
            .Replace("{pipeline}", "sales", StringComparison.Ordinal)
            .Replace("{runId}", run.RunId, StringComparison.Ordinal)
            .Replace("{id}", backfill.Json.GetProperty("id").GetString(), StringComparison.Ordinal);
        foreach (var (name, content, status) in Bodies)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"/api/{path}") { Content = content() };
            request.Headers.ExpectContinue = name == "ten megabytes";
            var answer = await api.SendAsync(request);
            Assert.True(answer.Status == status, $"{route}, {name}: {answer.Status} {answer.Body}");
            answer.ShouldBeProblem(status);
        }
    }

    [Fact]
    public async Task CancelledRun_CancelledAgain_IsAcceptedAgain()
    {
        var run = await api.StartAsync("gated", """{"parameters": {"gate": "twice"}}""");
        var first = await api.CancelAsync(run.RunId);
        await api.FollowAsync(run);

        var second = await api.CancelAsync(run.RunId);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.Status, second.Status));
        Assert.Equal(first.Location, second.Location);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>A body whose length is not known beforehand: an endless text, so to say.</summary>
    private sealed class ChunkedStream(int length) : Stream
    {
        private int _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = Math.Min(count, _left);
            buffer.AsSpan(offset, read).Fill((byte)' ');
            _left -= read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
