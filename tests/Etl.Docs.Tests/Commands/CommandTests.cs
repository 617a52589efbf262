using System.Text.RegularExpressions;
using Etl.Cli;
using Etl.Functions.Http.OpenApi;
using Etl.Tests.Shared;

namespace Etl.Docs.Tests.Commands;

/// <summary>What the pages tell to type is read by bash, and each <c>etl</c> in it by the parser of the real one.</summary>
public sealed partial class CommandTests
{
    // Programs that a reader has or is told to get.
    private static readonly string[] Known =
        ["etl", "./etl", "etl.exe", "dotnet", "git", "curl", "cp", "mv", "mkdir", "zip", "tar", "kill", "npx", "npm", "func", "az", "azd", "jq", "sleep", "tests/run.sh", "infra/smoke.sh", "Out-String", "Invoke-Expression"];

    private static readonly Regex[] Routes =
        [.. ApiDescription.Create("/api")["paths"]!.AsObject().Select(path => new Regex($"/api{Placeholder().Replace(Regex.Escape(path.Key), "[^/?]+")}([?]|$)", RegexOptions.ExplicitCapture, Timeout.InfiniteTimeSpan))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pages => [.. Page.All.Where(page => ScriptsOf(page).Any()).Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task EveryCommand_IsOneThatThereIs(string name)
    {
        Shell.SkipWithout();
        var problems = new List<string>();
        foreach (var block in ScriptsOf(Page.All.Single(page => page.Name == name)))
        {
            try
            {
                problems.AddRange((await Shell.CallsOfAsync(block.Text, Cancellation)).Select(Problem).OfType<string>().Select(problem => $"{block.Place}: {problem}"));
            }
            catch (FormatException exception)
            {
                problems.Add($"{block.Place}: {exception.Message}");
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public async Task EveryCommandInASentence_IsOneThatThereIs()
    {
        Shell.SkipWithout();
        var problems = new List<string>();
        foreach (var page in Page.All)
        {
            var spans = InSentence().Matches(page.Prose()).Select(match => match.Groups["command"].Value).Where(span => !Abridged().IsMatch(span)).SelectMany(Alternatives).Distinct(StringComparer.Ordinal).ToList();
            var calls = await Shell.CallsOfAsync(string.Join('\n', spans), Cancellation);
            foreach (var call in calls.Where(call => call[0] == "etl"))
            {
                // It may be just the name of a command, without what that needs.
                var parsed = CliApp.Parse(CommandTree.Root, [.. call.Skip(1)]);
                if (parsed.UnmatchedTokens.Count > 0)
                {
                    problems.Add($"{page.Name}: {string.Join(' ', call)}: {CommandTree.Problem([.. call.Skip(1)])}");
                }
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Theory]
    [InlineData("etl rnu hotels", "etl does not know 'rnu'")]
    [InlineData("true && X=1 etl run hotels --parallelsim 3 &", "--parallelsim")]
    [InlineData("dotnet run --project src/Etl.App -- run", "etl run needs")]
    [InlineData("dotnet run --project src/No.App -- run x", "src/No.App")]
    [InlineData("elt run hotels", "elt")]
    [InlineData("curl localhost:7071/api/run", "no operation")]
    [InlineData("tests/run.sh Nothing", "Nothing")]
    public async Task WrongCommand_IsFound(string script, string problem)
    {
        Shell.SkipWithout();

        Assert.Contains(problem, string.Join('\n', (await Shell.CallsOfAsync(script, Cancellation)).Select(Problem)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNoScript_IsFound()
    {
        Shell.SkipWithout();

        await Assert.ThrowsAsync<FormatException>(() => Shell.CallsOfAsync("etl run 'hotels", Cancellation));
    }

    private static IEnumerable<CodeBlock> ScriptsOf(Page page) =>
        page.Blocks("bash").Concat(page.Blocks("console").Select(block => block with
        {
            Text = string.Join('\n', block.Text.Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal)).Select(line => line[2..])),
        }));

    private static string? Problem(IReadOnlyList<string> call) => call[0] switch
    {
        "etl" or "./etl" or "etl.exe" => CommandTree.Problem([.. call.Skip(1)]),
        "dotnet" => ProblemOfDotnet(call),
        "curl" => call.Where(arg => arg.Contains("/api/", StringComparison.Ordinal) && !Routes.Any(route => route.IsMatch(arg))).Select(arg => $"no operation of the API is at {arg}").FirstOrDefault(),
        "tests/run.sh" => call.Skip(1).TakeWhile(arg => arg != "--").Where(word => !Directory.EnumerateDirectories(Path.Combine(Repository.Root, "tests"), $"*{word}*.Tests").Any()).Select(word => $"no test project is called like {word}").FirstOrDefault(),
        _ => Known.Contains(call[0], StringComparer.Ordinal) ? null : $"'{call[0]}' is no program that a reader would have",
    };

    private static string? ProblemOfDotnet(IReadOnlyList<string> call)
    {
        if (call.FirstOrDefault(arg => (arg.StartsWith("src/", StringComparison.Ordinal) || arg.StartsWith("tests/", StringComparison.Ordinal)) && !arg.Contains("My.App", StringComparison.Ordinal) && !Path.Exists(Path.Combine(Repository.Root, arg))) is { } missing)
        {
            return $"there is no {missing}";
        }

        var args = call.SkipWhile(arg => arg != "--").Skip(1).ToList();
        return args.Count > 0 && call.TakeWhile(arg => arg != "--").Any(arg => arg.StartsWith("src/", StringComparison.Ordinal)) ? CommandTree.Problem(args) : null;
    }

    // `etl model show|cat` stands for two.
    private static IEnumerable<string> Alternatives(string span)
    {
        var words = span.Split(' ');
        var at = Array.FindIndex(words, word => word.Length > 1 && word.Contains('|', StringComparison.Ordinal) && !word.Contains('\'', StringComparison.Ordinal));
        return at < 0 ? [span] : words[at].Split('|').SelectMany(word => Alternatives(string.Join(' ', [.. words[..at], word, .. words[(at + 1)..]])));
    }

    [GeneratedRegex(@"`(?<command>etl [^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex InSentence();

    [GeneratedRegex(@"\.\.\.|[<>\[\]]|\bCOMMAND\b", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Abridged();

    [GeneratedRegex(@"\\\{[A-Za-z]+}", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Placeholder();
}
