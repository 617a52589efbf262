using System.Net;
using System.Text.RegularExpressions;
using Etl.Functions.Tests.Http;
using Etl.Functions.Ui;

namespace Etl.Functions.Tests.Ui;

public sealed partial class DashboardFilesTests(HttpApp api) : IClassFixture<HttpApp>
{
    private static readonly string[] Files =
        [.. typeof(GetUi).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("ui/", StringComparison.Ordinal)).Select(name => name.Replace('\\', '/'))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_IsServedUnderAPolicyThatReachesNothingElse()
    {
        using var response = await GetAsync("/api/ui");

        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var policy = Header(response, "Content-Security-Policy");
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Equal(("nosniff", "no-referrer"), (Header(response, "X-Content-Type-Options"), Header(response, "Referrer-Policy")));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task ReportFrame_HasNoOriginAndNoNetwork()
    {
        using var response = await GetAsync("/api/ui/report.html");

        var policy = Header(response, "Content-Security-Policy");
        Assert.StartsWith("sandbox allow-scripts; default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("connect-src", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-same-origin", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryFile_HasItsContentTypeAndIsNotSentTwice()
    {
        Assert.NotEmpty(Files);
        foreach (var file in Files)
        {
            using var first = await GetAsync($"/api/{file}");
            Assert.Equal(
                Path.GetExtension(file) switch { ".js" => "text/javascript", ".css" => "text/css", ".svg" => "image/svg+xml", _ => "text/html" },
                first.Content.Headers.ContentType?.MediaType);
            Assert.NotEmpty(await first.Content.ReadAsByteArrayAsync(Cancellation));
            Assert.Equal("nosniff", Header(first, "X-Content-Type-Options"));

            using var second = await GetAsync($"/api/{file}", first.Headers.ETag!.ToString());
            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
            Assert.Empty(await second.Content.ReadAsByteArrayAsync(Cancellation));
            using var other = await GetAsync($"/api/{file}", "\"of-another-build\"");
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        }
    }

    [Theory]
    [InlineData("/api/ui/nothing.js")]
    [InlineData("/api/ui/INDEX.HTML")]
    [InlineData("/api/ui/..%2fhost.json")]
    [InlineData("/api/ui/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/api/ui/pages")]
    [InlineData("/api/ui/pages%5crun.js")]
    public async Task File_ThatIsNotThere_IsNotFound(string path) => (await api.GetAsync(path)).ShouldBeProblem(HttpStatusCode.NotFound);

    [Fact]
    public async Task Page_WithASlashAtItsEnd_IsLedToTheOneWithout()
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = api.App.Http.BaseAddress };
        using var response = await client.GetAsync(new Uri("/api/ui/", UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.Redirect, "../ui"), (response.StatusCode, response.Headers.Location?.ToString()));
    }

    [Fact]
    public void Files_NameOnlyFilesThatThereAre()
    {
        foreach (var file in Files)
        {
            var folder = file == "ui/index.html" ? "" : $"{Path.GetDirectoryName(file)!.Replace('\\', '/')}/";
            foreach (var reference in References().Matches(Read(file)).Select(match => match.Groups["target"].Value).Where(reference => !reference.StartsWith('#')))
            {
                var target = new Uri(new Uri($"file:///{folder}"), reference).AbsolutePath.TrimStart('/');
                Assert.True(Files.Contains(target, StringComparer.Ordinal), $"{file} refers to {reference}");
            }
        }
    }

    /// <summary>What comes from the API becomes text, and nothing is fetched from elsewhere.</summary>
    [Fact]
    public void Scripts_NeverParseMarkupNorReachOtherHosts()
    {
        foreach (var file in Files)
        {
            var text = Read(file).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
            Assert.DoesNotMatch(Dangerous(), text);
        }
    }

    private static string Read(string file)
    {
        var assembly = typeof(GetUi).Assembly;
        var resource = assembly.GetManifestResourceNames().Single(name => name.Replace('\\', '/') == file);
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(',', response.Headers.GetValues(name));

    private async Task<HttpResponseMessage> GetAsync(string path, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (ifNoneMatch is not null)
        {
            request.Headers.Add("If-None-Match", ifNoneMatch);
        }

        return await api.App.Http.SendAsync(request, Cancellation);
    }

    [GeneratedRegex("""(from |href=|src=)['"](?<target>[^'"]+)['"]""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex References();

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\(|new Function|javascript:|https?://|localStorage|\bon[a-z]+=", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Dangerous();
}
