using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Storage.Sources;

namespace Etl.Storage.Tests.Sources;

public sealed class FileSourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-sources-");
    private readonly SourceReader _reader = new(new SourceOptions());

    private string File => Path.Combine(_folder.FullName, "book ings#1.csv");

    public void Dispose()
    {
        _reader.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task AFile_IsReadByEveryKindOfLocation()
    {
        await System.IO.File.WriteAllTextAsync(File, "a,b");
        var uri = new UriBuilder("file", "") { Path = File.Replace("#", "%23", StringComparison.Ordinal) }.Uri.AbsoluteUri;
        string[] locations = [File, Path.GetRelativePath(Environment.CurrentDirectory, File), uri, uri.Replace("file://", "file:", StringComparison.Ordinal), uri.Replace("file://", "FILE://localhost", StringComparison.Ordinal)];

        foreach (var location in locations)
        {
            Assert.Equal("a,b", await ReadAsync(location));
            Assert.Null(await _reader.FindProblemAsync(location, RunOrigin.CommandLine));
        }
    }

    [Fact]
    public async Task AFileReading_NamesTheFullPathAndTheStateOfTheFile()
    {
        await System.IO.File.WriteAllTextAsync(File, "a,b");
        System.IO.File.SetLastWriteTimeUtc(File, new DateTime(2026, 3, 1, 4, 5, 6, DateTimeKind.Utc).AddTicks(7));

        var source = await _reader.OpenSourceAsync(Path.GetRelativePath(Environment.CurrentDirectory, File), RunOrigin.CommandLine, CancellationToken.None);
        await source.Content.DisposeAsync();

        Assert.Equal(new SourceReading(File, "3 bytes, changed 2026-03-01T04:05:06.0000007Z"), source.Reading);
    }

    [Fact]
    public async Task AMissingFile_IsNamedWithThePlaceItWasLookedForIn()
    {
        await AssertRefusedAsync("no/such.csv", $"Source 'no/such.csv' does not exist (looked in {Path.GetFullPath("no/such.csv")}). A relative path is looked up in the current directory.");
    }

    [Fact]
    public async Task AFolder_IsNotAFile()
    {
        await AssertRefusedAsync(_folder.FullName, $"Source '{_folder.FullName}' is a folder ({_folder.FullName}). Give the path of a file in it.");
    }

    [Fact]
    public async Task AFileWithoutPermission_IsSaidToBeThat()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "A privileged user may read every file.");
        await System.IO.File.WriteAllTextAsync(File, "a,b");
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(File, UnixFileMode.None);
        }

        await AssertRefusedAsync(File, $"Source '{File}' can't be read: this user has no permission to read {File}.");
    }

    [Fact]
    public async Task AFileThatIsBeingWritten_CanBeReadLater()
    {
        await using var writer = new FileStream(File, FileMode.CreateNew, FileAccess.Write, FileShare.None);

        var exception = await Assert.ThrowsAsync<SourceUnavailableException>(() => _reader.OpenAsync(File, RunOrigin.CommandLine));

        Assert.StartsWith($"Source '{File}' can't be read now: ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(exception.Message, await _reader.FindProblemAsync(File, RunOrigin.CommandLine));
    }

    [Theory]
    [InlineData("", "The location of a source is empty. Give a path, or a URI that begins with 'file:' or 'https:'.")]
    [InlineData("a\0b", "Source 'a\\0b' is not a path: it has a null character in it.")]
    [InlineData("file:data.csv", "Source 'file:data.csv' is not a file URI: it is 'file:///' and an absolute path, in which '?', '#' and '%' are encoded. A relative path is given without 'file:'.")]
    [InlineData("file:///data.csv?x", "Source 'file:///data.csv?x' is not a file URI: it is 'file:///' and an absolute path, in which '?', '#' and '%' are encoded. A relative path is given without 'file:'.")]
    [InlineData("file://localhost/C:x", "Source 'file://localhost/C:x' is not a file URI: it is 'file:///' and an absolute path, in which '?', '#' and '%' are encoded. A relative path is given without 'file:'.")]
    [InlineData("file://server/data.csv", "Source 'file://server/data.csv' is on another host ('server'). Only files of this machine can be read: 'file:///' has three slashes.")]
    [InlineData("ftp://server/data.csv?password=x", "Source 'ftp:…' is of a kind that can't be read. Give a path, or a URI that begins with 'file:' or 'https:'.")]
    public async Task ALocationOfAnotherKind_IsExplained(string location, string message)
    {
        await AssertRefusedAsync(location, message);
    }

    [Theory]
    [InlineData(0x202e)]
    [InlineData(0x0007)]
    [InlineData(0xd800)]
    public async Task AnInvisibleCharacterInAnAddress_IsNamed(int character)
    {
        var message = $"The source is no valid address: it has an invisible character in it (U+{character:X4}).";
        await AssertRefusedAsync($"file://{(char)character}/etc/passwd", message);
        await AssertRefusedAsync($"https://data.{(char)character}example/x", message);
    }

    private async Task AssertRefusedAsync(string location, string message)
    {
        var exception = await Assert.ThrowsAsync<SourceException>(() => _reader.OpenAsync(location, RunOrigin.CommandLine));

        Assert.Equal(message, exception.Message);
        Assert.Equal(message, await _reader.FindProblemAsync(location, RunOrigin.CommandLine));
    }

    private async Task<string> ReadAsync(string location)
    {
        using var text = new StreamReader(await _reader.OpenAsync(location, RunOrigin.CommandLine));
        return await text.ReadToEndAsync();
    }
}
