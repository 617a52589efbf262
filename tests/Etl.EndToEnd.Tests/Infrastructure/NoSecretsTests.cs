using System.Diagnostics;
using System.Text.RegularExpressions;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests.Infrastructure;

/// <summary>Nothing in the repository opens anything but a local Azurite.</summary>
public sealed partial class NoSecretsTests
{
    // The key that every Azurite has; it is public.
    private const string AzuriteKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const int MaxBytes = 1024 * 1024;

    [Fact]
    public void TrackedFiles_HoldNoSecret()
    {
        var files = TrackedFiles();
        var found = files.SelectMany(file => Find(file, File.ReadAllText(Path.Combine(Repository.Root, file))));

        Assert.True(files.Count > 100, "There are hardly any files; is this the repository?");
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("AccountKey=", 40)]
    [InlineData("SharedAccessKey=", 40)]
    [InlineData("?sig=", 40)]
    [InlineData("&sig=", 40)]
    [InlineData("ghp_", 36)]
    [InlineData("AKIA", 16)]
    public void Secret_IsFound(string start, int length) => Assert.NotEmpty(Find("file", $"x {start}{new string('A', length)} y"));

    [Fact]
    public void StorageKey_IsFound_UnlessItIsAzurites()
    {
        Assert.NotEmpty(Find("file", $"\"{new string('k', 86)}==\""));
        Assert.NotEmpty(Find("file", $"AccountKey={new string('k', 86)}==;"));
        Assert.Empty(Find("file", $"AccountKey={AzuriteKey};"));
    }

    private static IEnumerable<string> Find(string file, string text)
    {
        var isTest = file.StartsWith("tests/", StringComparison.Ordinal);
        var matches = Secret().Matches(text).Concat(isTest ? [] : Password().Matches(text));
        return matches.Where(match => !match.Value.Contains(AzuriteKey, StringComparison.Ordinal)).Select(match => $"{file}: {match.Value[..Math.Min(match.Value.Length, 24)]}...");
    }

    private static IReadOnlyList<string> TrackedFiles()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Repository.Root, "ls-files", "-z"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.SkipUnless(git.ExitCode == 0, "This is no git checkout, so there are no tracked files.");
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => new FileInfo(Path.Combine(Repository.Root, file)) is { Exists: true, Length: < MaxBytes })];
    }

    // Long enough to be real: tests use short ones that open nothing. A lock file of npm has SHA-512 hashes, which look like storage keys.
    [GeneratedRegex(
        """
        (AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,}=*
        |[?&]sig=[A-Za-z0-9%+/]{30,}
        |(?<!sha512-|[A-Za-z0-9+/])[A-Za-z0-9+/]{86}==
        |InstrumentationKey=[0-9a-f]{8}-[0-9a-f]{4}-
        |-----BEGIN\ [A-Z ]*PRIVATE\ KEY-----
        |gh[pousr]_[A-Za-z0-9]{36}
        |AKIA[0-9A-Z]{16}
        |eyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\b(Password|Pwd)=[^;\s""'<>{}$]{4,}", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Password();
}
