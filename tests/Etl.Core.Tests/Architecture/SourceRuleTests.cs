using System.Text.RegularExpressions;

namespace Etl.Core.Tests.Architecture;

/// <summary>What no file under <c>src</c> does, whatever the compiler thinks of it.</summary>
public sealed class SourceRuleTests
{
    /// <summary>Two classes of one name, told apart by their type parameters, can't both have the file of that name.</summary>
    private static readonly Dictionary<string, string> FilesOfGenericTwins = new(StringComparer.Ordinal)
    {
        ["src/Etl.Core/Models/RowModel.cs"] = "Model",
        ["src/Etl.Core/Models/TypedModelRef.cs"] = "ModelRef",
    };

    [Fact]
    public void File_HasOnePublicTypeAndIsNamedLikeIt()
    {
        var offenders = Repository.SourceFiles("src")
            .Where(file => !IsDeclarationOfTheSdk(file))
            .Select(file => (file.Path, Types: SourcePatterns.PublicType().Matches(file.Code).Select(match => match.Groups["name"].Value).ToList()))
            .Where(file => file.Types.Count > 1 || (file.Types.Count == 1 && file.Types[0] != ExpectedType(file.Path)))
            .Select(file => $"{file.Path}: {string.Join(", ", file.Types)}");

        AssertNone(offenders);
    }

    [Fact]
    public void File_HasAtMost400Lines() =>
        AssertNone(Repository.SourceFiles("src").Select(file => (file.Path, Lines: file.Text.Count(character => character == '\n'))).Where(file => file.Lines > 400).Select(file => $"{file.Path}: {file.Lines} lines"));

    [Fact]
    public void Time_ComesFromATimeProvider() => AssertNowhere(SourcePatterns.WallClock());

    [Fact]
    public void Nobody_SleepsOrBlocks() => AssertNowhere(SourcePatterns.Blocking());

    [Fact]
    public void AsyncMethods_ReturnATask() => AssertNowhere(SourcePatterns.AsyncVoid());

    [Fact]
    public void Regexes_HaveNoLimitByTheClock_NorHaveThoseOfTests() =>
        AssertNone(Repository.SourceFiles("src").Concat(Repository.SourceFiles("tests")).Where(file => !file.Path.StartsWith("tests/Etl.Core.Tests/Architecture/", StringComparison.Ordinal)).SelectMany(file => file.Find(SourcePatterns.TimedRegex())));

    [Fact]
    public void Nothing_IsLeftForLater() =>
        AssertNone(Repository.SourceFiles("src").SelectMany(file => SourcePatterns.Leftover().Matches(file.Text).Select(match => $"{file.Path}: {match.Value}")));

    [Fact]
    public void Orchestrators_CanBeReplayed() =>
        AssertNone(Repository.SourceFiles("src/Etl.Functions/Orchestrators").SelectMany(file => file.Find(SourcePatterns.NotReplayable())));

    [Fact]
    public void Core_DoesNoInputOrOutput() =>
        AssertNone(Repository.SourceFiles("src/Etl.Core").SelectMany(file => file.Find(SourcePatterns.InputOutput())));

    private static bool IsDeclarationOfTheSdk(SourceFile file) => file.Path.StartsWith("src/AzureFunctions.Contracts/", StringComparison.Ordinal);

    /// <summary>A part of a partial type may say in its file's name which one it is: <c>Type.Part.cs</c>.</summary>
    private static string ExpectedType(string path) =>
        FilesOfGenericTwins.TryGetValue(path, out var type) ? type : Path.GetFileNameWithoutExtension(path).Split('.')[0];

    private static void AssertNowhere(Regex pattern) =>
        AssertNone(Repository.SourceFiles("src").Where(file => !IsDeclarationOfTheSdk(file)).SelectMany(file => file.Find(pattern)));

    private static void AssertNone(IEnumerable<string> offenders)
    {
        var found = offenders.ToList();
        Assert.True(found.Count == 0, $"{found.Count} found:{string.Concat(found.Select(line => $"{Environment.NewLine}  {line}"))}");
    }
}
