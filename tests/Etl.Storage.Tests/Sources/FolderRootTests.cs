using Etl.Core.Registry;
using Etl.Storage.Sources;

namespace Etl.Storage.Tests.Sources;

public sealed class FolderRootTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-sources-");

    public FolderRootTests()
    {
        Write("data/in.csv");
        Write("data/deep/er/in.csv");
        Write("data2/in.csv");
        Write("secret.csv");
    }

    private string Root => At("data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(RunOrigin.Http)]
    [InlineData(RunOrigin.Schedule)]
    public async Task ARunThatWasNotStartedFromTheCommandLine_ReadsOnlyBelowTheRoots(RunOrigin origin)
    {
        using var reader = new SourceReader(new SourceOptions { Roots = [Root] });

        Assert.Null(await reader.FindProblemAsync(At("data/in.csv"), origin));
        Assert.Null(await reader.FindProblemAsync(At("data/deep/er/in.csv"), origin));
        Assert.Null(await reader.FindProblemAsync(At("data/deep/../in.csv"), origin));
        Assert.Null(await reader.FindProblemAsync(new Uri(At("data/in.csv")).AbsoluteUri, origin));
        foreach (var outside in Outside())
        {
            var expected = $"Source '{outside}' lies outside of the folders and addresses that this run may read. The setting Etl:Sources lists them; runs started with 'etl run' may read every file of their user.";
            Assert.Equal(expected, await reader.FindProblemAsync(outside, origin));
            await Assert.ThrowsAsync<SourceException>(() => reader.OpenAsync(outside, origin));
        }
    }

    [Fact]
    public async Task TheCommandLine_ReadsEverywhere()
    {
        using var reader = new SourceReader(new SourceOptions { Roots = [Root] });

        Assert.Null(await reader.FindProblemAsync(At("secret.csv"), RunOrigin.CommandLine));
    }

    [Fact]
    public async Task WithoutRoots_NothingCanBeRead()
    {
        using var reader = new SourceReader(new SourceOptions());

        Assert.NotNull(await reader.FindProblemAsync(At("data/in.csv"), RunOrigin.Http));
    }

    [Fact]
    public async Task AFileOutside_IsRefusedWithoutSayingWhetherItExists()
    {
        using var reader = new SourceReader(new SourceOptions { Roots = [Root] });

        Assert.Equal(
            (await reader.FindProblemAsync(At("secret.csv"), RunOrigin.Http))!.Replace("secret", "missing", StringComparison.Ordinal),
            await reader.FindProblemAsync(At("missing.csv"), RunOrigin.Http));
    }

    [Fact]
    public async Task LinksThatLeadOutside_AreRefused_AndLinksInsideAreFollowed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        File.CreateSymbolicLink(At("data/file.csv"), At("secret.csv"));
        File.CreateSymbolicLink(At("data/relative.csv"), "../secret.csv");
        Directory.CreateSymbolicLink(At("data/folder"), At("data2"));
        File.CreateSymbolicLink(At("data/chain.csv"), "folder/in.csv");
        File.CreateSymbolicLink(At("data/circle"), "circle");
        Directory.CreateSymbolicLink(At("data/up"), "..");
        File.CreateSymbolicLink(At("data/inside.csv"), "deep/er/../../in.csv");
        using var reader = new SourceReader(new SourceOptions { Roots = [Root] });

        foreach (var link in (string[])["file.csv", "relative.csv", "folder/in.csv", "chain.csv", "up/secret.csv", "up/data2/in.csv"])
        {
            Assert.Contains("lies outside", await reader.FindProblemAsync(At($"data/{link}"), RunOrigin.Http), StringComparison.Ordinal);
        }

        Assert.Contains("Its symbolic links go in a circle.", await reader.FindProblemAsync(At("data/circle"), RunOrigin.Http), StringComparison.Ordinal);
        Assert.Null(await reader.FindProblemAsync(At("data/inside.csv"), RunOrigin.Http));
        Assert.Null(await reader.FindProblemAsync(At("data/up/data/in.csv"), RunOrigin.Http));
    }

    [Fact]
    public async Task ARootThatIsALink_StandsForWhereItLeads()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        Directory.CreateSymbolicLink(At("current"), Root);
        using var reader = new SourceReader(new SourceOptions { Roots = [At("current") + "/"] });

        Assert.Null(await reader.FindProblemAsync(At("current/in.csv"), RunOrigin.Http));
        Assert.Null(await reader.FindProblemAsync(At("data/in.csv"), RunOrigin.Http));
        Assert.NotNull(await reader.FindProblemAsync(At("data2/in.csv"), RunOrigin.Http));
    }

    [Fact]
    public async Task ARoot_CanBeASingleFile_AndTheWholeMachine()
    {
        using var one = new SourceReader(new SourceOptions { Roots = [At("data/in.csv")] });
        using var all = new SourceReader(new SourceOptions { Roots = [Path.GetPathRoot(Root)!] });

        Assert.Null(await one.FindProblemAsync(At("data/in.csv"), RunOrigin.Http));
        Assert.NotNull(await one.FindProblemAsync(At("data/deep/er/in.csv"), RunOrigin.Http));
        Assert.Null(await all.FindProblemAsync(At("secret.csv"), RunOrigin.Http));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ftp://host/data")]
    [InlineData("https://host/data?key=1")]
    [InlineData("https://user:s3cret@host/data")]
    public void ARootThatIsNone_IsAnErrorThatNamesTheSetting(string root)
    {
        var exception = Assert.Throws<ArgumentException>(() => new SourceReader(new SourceOptions { Roots = [root] }));

        Assert.StartsWith("Etl:Sources has a root that can't be used: ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", exception.Message, StringComparison.Ordinal);
    }

    private IEnumerable<string> Outside() =>
    [
        At("secret.csv"),
        At("data2/in.csv"),
        At("data/../secret.csv"),
        At("data/deep/../../data2/in.csv"),
        Root + "2/in.csv",
        new Uri(At("secret.csv")).AbsoluteUri,
        $"file://{Root}/%2e%2e/secret.csv",
        $"file://{Root}/..%2fsecret.csv",
        $"file:{Root}/%2E%2E%2Fsecret.csv",
        Path.GetRelativePath(Environment.CurrentDirectory, At("secret.csv")),
        _folder.FullName,
    ];

    private string At(string path) => $"{_folder.FullName}/{path}";

    private void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), path);
    }
}
