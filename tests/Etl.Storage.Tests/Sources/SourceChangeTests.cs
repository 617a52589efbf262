using System.Security.Cryptography;
using System.Text;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Storage.Sources;

namespace Etl.Storage.Tests.Sources;

/// <summary>Whether a source is as it was when it was read.</summary>
public sealed class SourceChangeTests : IAsyncLifetime
{
    private static readonly DateTime Date = new(2026, 3, 1, 4, 5, 6, DateTimeKind.Utc);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-sources-");
    private readonly TlsServer _server = new();
    private readonly SourceReader _reader;

    public SourceChangeTests() => _reader = new SourceReader(new SourceOptions(), handler: _server.CreateHandler());

    private string Path => System.IO.Path.Combine(_folder.FullName, "in.csv");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task FileThatWasReadToItsEnd_IsHashedOnTheWay()
    {
        await WriteAsync("a,b");

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("a,b"u8)), (await ReadAsync(bytes: 100)).Sha256);
        Assert.Null((await ReadAsync(bytes: 2)).Sha256);
    }

    [Fact]
    public async Task FileWithTheSameContent_IsUnchanged_WhateverItsDate()
    {
        await WriteAsync("a,b");
        var reading = await ReadAsync(bytes: 100);

        await WriteAsync("a,b", Date.AddDays(1));

        Assert.Null(await _reader.FindChangeAsync(reading, RunOrigin.CommandLine));
    }

    [Fact]
    public async Task FileWithOtherContent_HasChanged_ThoughItsLengthAndDateAreTheSame()
    {
        await WriteAsync("a,b");
        var reading = await ReadAsync(bytes: 100);

        await WriteAsync("a,c");

        Assert.Equal($"source '{Path}' has changed", await _reader.FindChangeAsync(reading, RunOrigin.CommandLine));
    }

    [Fact]
    public async Task FileThatWasNotReadToItsEnd_IsComparedByLengthAndDate()
    {
        await WriteAsync("a,b");
        var reading = await ReadAsync(bytes: 2);
        Assert.Null(await _reader.FindChangeAsync(reading, RunOrigin.CommandLine));

        await WriteAsync("a,b", Date.AddSeconds(1));

        Assert.NotNull(await _reader.FindChangeAsync(reading, RunOrigin.CommandLine));
    }

    [Fact]
    public async Task FileThatIsGone_OrMayNotBeRead_CountsAsChanged()
    {
        await WriteAsync("a,b");
        var reading = await ReadAsync(bytes: 100);

        Assert.Contains("lies outside of the folders", await _reader.FindChangeAsync(reading, RunOrigin.Http), StringComparison.Ordinal);
        File.Delete(Path);
        Assert.Contains("does not exist", await _reader.FindChangeAsync(reading, RunOrigin.CommandLine), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_IsAskedForItsHeadersOnly()
    {
        var address = _server.Answer("/in.csv", headers: ["ETag: \"v1\""]);
        var reading = new SourceReading(address.AbsoluteUri, "\"v1\"") { WasOpened = true };

        Assert.Null(await _reader.FindChangeAsync(reading, RunOrigin.CommandLine));
        Assert.StartsWith("HEAD /in.csv", Assert.Single(_server.Requests), StringComparison.Ordinal);

        _server.Answer("/in.csv", headers: ["ETag: \"v2\""]);
        Assert.NotNull(await _reader.FindChangeAsync(reading, RunOrigin.CommandLine));
        _server.Answer("/in.csv", status: 503);
        Assert.Contains("503", await _reader.FindChangeAsync(reading, RunOrigin.CommandLine), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddressThatLeadsElsewhereNow_HasChanged()
    {
        _server.Answer("/monday.csv", headers: ["ETag: \"v1\""]);
        _server.Answer("/tuesday.csv", headers: ["ETag: \"v1\""]);
        var address = _server.Answer("/latest.csv", 302, headers: ["Location: /monday.csv"]);
        var source = await _reader.OpenSourceAsync(address.AbsoluteUri, RunOrigin.CommandLine, CancellationToken.None);
        await source.Content.DisposeAsync();
        var reading = source.Reading with { WasOpened = true };
        Assert.Null(await _reader.FindChangeAsync(reading, RunOrigin.CommandLine));

        _server.Answer("/latest.csv", 302, headers: ["Location: /tuesday.csv"]);

        Assert.Equal($"source '{address}' has changed", await _reader.FindChangeAsync(reading, RunOrigin.CommandLine));
    }

    [Fact]
    public async Task LinkThatLeadsElsewhereNow_HasChanged_AlsoForAConfinedRun()
    {
        var yesterday = System.IO.Path.Combine(_folder.FullName, "yesterday.csv");
        await File.WriteAllTextAsync(yesterday, "a,b");
        await WriteAsync("a,c");
        var link = System.IO.Path.Combine(_folder.FullName, "latest.csv");
        File.CreateSymbolicLink(link, yesterday);
        using var reader = new SourceReader(new SourceOptions { Roots = [_folder.FullName] });
        var reading = await ReadAsync(reader, link, RunOrigin.Schedule, bytes: 100);
        Assert.Null(await reader.FindChangeAsync(reading, RunOrigin.Schedule));

        File.Delete(link);
        File.CreateSymbolicLink(link, Path);

        Assert.Equal($"source '{link}' has changed", await reader.FindChangeAsync(reading, RunOrigin.Schedule));
    }

    [Theory]
    [InlineData("https://host/in.csv?…", "\"v1\"", true)]
    [InlineData("https://host/in.csv", null, true)]
    [InlineData("clock", "noon", false)]
    public async Task ReadingThatSaysTooLittle_CountsAsChanged(string location, string? version, bool wasOpened)
    {
        var reading = new SourceReading(location, version) { WasOpened = wasOpened };

        Assert.Equal($"nothing tells whether source '{location}' has changed", await _reader.FindChangeAsync(reading, RunOrigin.CommandLine));
        Assert.Empty(_server.Requests);
    }

    private async Task WriteAsync(string text, DateTime? date = null)
    {
        await File.WriteAllTextAsync(Path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.SetLastWriteTimeUtc(Path, date ?? Date);
    }

    /// <summary>As the lineage of a task has it that reads so many bytes.</summary>
    private Task<SourceReading> ReadAsync(int bytes) => ReadAsync(_reader, Path, RunOrigin.CommandLine, bytes);

    private static async Task<SourceReading> ReadAsync(SourceReader reader, string path, RunOrigin origin, int bytes)
    {
        var source = await reader.OpenSourceAsync(path, origin, CancellationToken.None);
        await using (source.Content)
        {
            _ = await source.Content.ReadAtLeastAsync(new byte[bytes], bytes, throwOnEndOfStream: false);
        }

        return source.Reading with { WasOpened = true, Sha256 = Assert.IsType<HashedStream>(source.Content).Sha256 };
    }
}
