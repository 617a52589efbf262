using System.IO.Compression;
using System.Net;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Storage.Sources;

namespace Etl.Storage.Tests.Sources;

public sealed class HttpSourceTests : IAsyncLifetime
{
    private readonly TlsServer _server = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task AnAddress_IsRead_AndRecordedWithItsETagAndWithoutItsQuery()
    {
        var address = _server.Answer("/rates.csv?token=secret", body: "a,b", headers: ["ETag: \"v1\"", "Last-Modified: Sun, 01 Mar 2026 04:05:06 GMT"]);
        using var reader = CreateReader();

        var source = await reader.OpenSourceAsync(address.AbsoluteUri, RunOrigin.CommandLine, CancellationToken.None);
        using var text = new StreamReader(source.Content);

        Assert.Equal("a,b", await text.ReadToEndAsync());
        Assert.Equal(new SourceReading($"{_server.Address}rates.csv?…", "\"v1\""), source.Reading);
    }

    [Fact]
    public async Task AnAddressWithoutETag_IsRecordedWithItsDate()
    {
        var address = _server.Answer("/rates.csv", headers: ["Last-Modified: Sun, 01 Mar 2026 04:05:06 GMT"]);
        using var reader = CreateReader();

        var source = await reader.OpenSourceAsync(address.AbsoluteUri, RunOrigin.CommandLine, CancellationToken.None);
        await source.Content.DisposeAsync();

        Assert.Equal("2026-03-01T04:05:06.0000000+00:00", source.Reading.Version);
    }

    [Theory]
    [InlineData(404, "does not exist (the server answered 404 NotFound).")]
    [InlineData(410, "does not exist (the server answered 410 Gone).")]
    [InlineData(403, "can't be read: the server allows it only to those who log in (it answered 403 Forbidden).")]
    [InlineData(400, "can't be read: the server answered 400 BadRequest instead of the data.")]
    [InlineData(202, "can't be read: the server answered 202 Accepted instead of the data.")]
    public async Task AnAnswerWithoutData_IsFinal(int status, string message)
    {
        var address = _server.Answer("/rates.csv?key=secret", status);
        using var reader = CreateReader();

        var exception = await Assert.ThrowsAsync<SourceException>(() => reader.OpenAsync(address.AbsoluteUri, RunOrigin.CommandLine));

        Assert.Equal($"Source '{_server.Address}rates.csv?…' {message}", exception.Message);
        Assert.Equal(exception.Message, await reader.FindProblemAsync(address.AbsoluteUri, RunOrigin.CommandLine));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task ATroubledServer_CanBeAskedAgain(int status)
    {
        var address = _server.Answer("/rates.csv", status);
        using var reader = CreateReader();

        await Assert.ThrowsAsync<SourceUnavailableException>(() => reader.OpenAsync(address.AbsoluteUri, RunOrigin.CommandLine));
    }

    [Fact]
    public async Task AServerThatIsNotThere_OrHasAnotherCertificate_CanBeAskedAgain()
    {
        using var stranger = new SourceReader(new SourceOptions());

        var exception = await Assert.ThrowsAsync<SourceUnavailableException>(() => stranger.OpenAsync(_server.Answer("/x").AbsoluteUri, RunOrigin.CommandLine));
        await Assert.ThrowsAsync<SourceUnavailableException>(() => stranger.OpenAsync("https://localhost:1/x", RunOrigin.CommandLine));

        Assert.StartsWith($"Source '{_server.Address}x' can't be reached: ", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task ASilentServer_IsGivenUpAfterTheTimeout()
    {
        using var reader = CreateReader(timeout: TimeSpan.FromMilliseconds(200));

        var exception = await Assert.ThrowsAsync<SourceUnavailableException>(() => reader.OpenAsync(_server.KeepSilent("/x").AbsoluteUri, RunOrigin.CommandLine));

        Assert.EndsWith("the server did not answer within 0.2 s.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_StopsWaitingForTheServer()
    {
        using var cancellation = new CancellationTokenSource();
        using var reader = CreateReader();

        var opening = reader.OpenAsync(_server.KeepSilent("/x").AbsoluteUri, RunOrigin.CommandLine, cancellation.Token);
        await _server.FirstRequest;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
    }

    [Fact]
    public async Task AnAnswerThatBreaksOff_FailsInsteadOfEnding()
    {
        var address = _server.Answer("/rates.csv", body: "a,b", length: 1000);
        using var reader = CreateReader();

        await using var content = await reader.OpenAsync(address.AbsoluteUri, RunOrigin.CommandLine);

        await Assert.ThrowsAnyAsync<IOException>(() => content.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task Redirects_OnTheSameHost_AreFollowed_AndRecordedWithWhatWasAskedFor()
    {
        _server.Answer("/data/new.csv", body: "new", headers: ["ETag: \"v1\""]);
        _server.Answer("/data/middle", 307, headers: ["Location: new.csv"]);
        var address = _server.Answer("/old", 301, headers: ["Location: /data/middle"]);
        using var reader = CreateReader();

        var source = await reader.OpenSourceAsync(address.AbsoluteUri, RunOrigin.CommandLine, CancellationToken.None);
        await source.Content.DisposeAsync();

        Assert.Equal(new SourceReading(address.AbsoluteUri, $"\"v1\" at {_server.Address}data/new.csv"), source.Reading);
    }

    [Theory]
    [InlineData("https://example.org/x", "https://example.org")]
    [InlineData("http://localhost/x", "http://localhost")]
    [InlineData("https://localhost:1/x", "https://localhost")]
    [InlineData("//example.org/x", "https://example.org")]
    [InlineData("file:///etc/hostname", "file://")]
    public async Task Redirects_ToAnotherPlace_AreRefused(string target, string place)
    {
        var address = _server.Answer("/old", 302, headers: [$"Location: {target}"]);
        using var reader = CreateReader();

        Assert.Equal(
            $"Source '{address}' redirects to another place ('{place}'), which is not followed. If that is where the data is, give its address.",
            await reader.FindProblemAsync(address.AbsoluteUri, RunOrigin.CommandLine));
    }

    [Theory]
    [InlineData("file:/data/in.csv\u00e9")]
    public async Task Redirects_ToNoAddress_AreRefused(string target)
    {
        using var handler = new RedirectingHandler(target);
        using var reader = new SourceReader(new SourceOptions(), handler: handler);

        Assert.Equal("Source 'https://localhost/old' redirects to what is no address.", await reader.FindProblemAsync("https://localhost/old", RunOrigin.CommandLine));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task CompressedContent_IsReadAsItWas(string encoding)
    {
        using var reader = Answering(encoding, Compress(encoding, "a,b\n1,2\n"u8.ToArray(), times: 1));
        using var text = new StreamReader(await reader.OpenAsync("https://localhost/x", RunOrigin.CommandLine));

        Assert.Equal("a,b\n1,2\n", await text.ReadToEndAsync());
    }

    [Theory]
    [InlineData("gzip", 120)]
    [InlineData("br", 120)]
    public async Task ContentThatExpandsOutOfAllProportion_IsNotReadToItsEnd(string encoding, int megabytes)
    {
        using var reader = Answering(encoding, Compress(encoding, new byte[1024 * 1024], megabytes));
        await using var content = await reader.OpenAsync("https://localhost/x?sig=secret", RunOrigin.CommandLine);
        var read = 0L;

        var error = await Assert.ThrowsAsync<SourceException>(async () =>
        {
            var buffer = new byte[64 * 1024];
            while (await content.ReadAsync(buffer) is > 0 and var count)
            {
                read += count;
            }
        });

        Assert.InRange(read, 1, DecompressedStream.AlwaysAllowed);
        Assert.Equal("Source 'https://localhost/x?…' expands to more than 250 times what was sent, which data does not do: it is not read on. If it is right, let the server send it uncompressed.", error.Message);
    }

    [Fact]
    public async Task ContentThatIsNotWhatItsEncodingSays_IsRefused()
    {
        using var damaged = Answering("gzip", "not gzip at all"u8.ToArray());
        await using var content = await damaged.OpenAsync("https://localhost/x", RunOrigin.CommandLine);
        using var unknown = Answering("zstd", [1, 2, 3]);

        Assert.StartsWith("Source 'https://localhost/x' is not what its server says: it can't be decompressed. ", (await Assert.ThrowsAsync<SourceException>(() => content.CopyToAsync(Stream.Null))).Message, StringComparison.Ordinal);
        Assert.Equal("Source 'https://localhost/x' is encoded as 'zstd', which nobody asked for. The server may send it as it is, or as gzip, br.", await unknown.FindProblemAsync("https://localhost/x", RunOrigin.CommandLine));
    }

    [Fact]
    public async Task Redirects_FiveOfThem_AreFollowed()
    {
        _server.Answer("/5", body: "new");
        var address = Enumerable.Range(0, 5).Select(i => _server.Answer($"/{i}", 302, headers: [$"Location: /{i + 1}"])).ToList()[0];
        using var reader = CreateReader();

        Assert.Null(await reader.FindProblemAsync(address.AbsoluteUri, RunOrigin.CommandLine));
    }

    [Fact]
    public async Task Redirects_WithoutEnd_AreRefused()
    {
        var address = _server.Answer("/old", 302, headers: ["Location: /old"]);
        using var reader = CreateReader();

        Assert.Equal($"Source '{address}' redirects more than 5 times.", await reader.FindProblemAsync(address.AbsoluteUri, RunOrigin.CommandLine));
        Assert.Equal(6, _server.Requests.Count);
    }

    [Fact]
    public async Task Redirects_OutOfTheRoots_AreRefusedForConfinedRuns()
    {
        _server.Answer("/secret/x", body: "secret");
        _server.Answer("/data/ok", body: "data");
        var outwards = _server.Answer("/data/old", 302, headers: ["Location: ../secret/x"]);
        var inwards = _server.Answer("/data/older", 302, headers: ["Location: ok"]);
        using var reader = CreateReader(roots: $"{_server.Address}data");

        Assert.Contains("lies outside", await reader.FindProblemAsync(outwards.AbsoluteUri, RunOrigin.Http), StringComparison.Ordinal);
        Assert.Null(await reader.FindProblemAsync(inwards.AbsoluteUri, RunOrigin.Http));
        Assert.DoesNotContain(_server.Requests, request => request.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnAddressOutsideOfTheRoots_IsNotAsked()
    {
        using var reader = CreateReader(roots: $"{_server.Address}data");

        Assert.Contains("lies outside", await reader.FindProblemAsync(_server.Answer("/data2/x").AbsoluteUri, RunOrigin.Schedule), StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task AnAddressWithoutEncryption_IsRefused()
    {
        using var reader = CreateReader();

        Assert.Equal("Source 'http://example.org/x' is not encrypted on its way. Only 'https:' addresses can be read.", await reader.FindProblemAsync("http://example.org/x", RunOrigin.CommandLine));
    }

    [Fact]
    public async Task AnAddressWithAPassword_IsRefusedWithoutRepeatingIt()
    {
        using var reader = CreateReader();

        Assert.Equal(
            "The source on host 'example.org' has a user name or a password in its address, which is not supported. Give the address without it.",
            await reader.FindProblemAsync("https://me:word@example.org/x", RunOrigin.CommandLine));
    }

    private static SourceReader Answering(string encoding, byte[] content) => new(new SourceOptions(), handler: new EncodingHandler(encoding, content));

    private static byte[] Compress(string encoding, byte[] piece, int times)
    {
        using var compressed = new MemoryStream();
        using (Stream compressor = encoding == "gzip" ? new GZipStream(compressed, CompressionLevel.SmallestSize) : new BrotliStream(compressed, CompressionLevel.Fastest))
        {
            for (; times > 0; times--)
            {
                compressor.Write(piece);
            }
        }

        return compressed.ToArray();
    }

    /// <summary>The server of these tests answers with text; this one's body is not.</summary>
    private sealed class EncodingHandler(string encoding, byte[] content) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Contains("gzip, br", request.Headers.AcceptEncoding.ToString(), StringComparison.Ordinal);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = new ByteArrayContent(content) { Headers = { ContentEncoding = { encoding } } } });
        }
    }

    /// <summary>The answers of a server are texts of a test; this one's header has what no text of a test's server can have.</summary>
    private sealed class RedirectingHandler(string target) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new HttpResponseMessage(HttpStatusCode.Found) { RequestMessage = request };
            Assert.True(answer.Headers.TryAddWithoutValidation("Location", target));
            return Task.FromResult(answer);
        }
    }

    private SourceReader CreateReader(string? roots = null, TimeSpan? timeout = null) =>
        new(new SourceOptions { Roots = roots is null ? [] : [roots], ResponseTimeout = timeout ?? TimeSpan.FromSeconds(100) }, handler: _server.CreateHandler());
}
