using System.Text.Json;
using System.Text.RegularExpressions;
using Etl.Core.Runs;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests.Infrastructure;

/// <summary>The alerts read events that the functions write, and the runbook says what to do about each.</summary>
public sealed partial class AlertsInStepTests
{
    // Events of the platform: the Azure Storage provider of Durable Functions.
    private static readonly string[] OfThePlatform = ["PoisonMessageDetected"];

    private static readonly BicepFile Alerts = BicepFile.Get("modules/alerts.bicep");

    private static readonly Dictionary<string, string> Messages =
        LogMethod().Matches(Source("Log.cs")).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["message"].Value, StringComparer.Ordinal);

    [Fact]
    public void Queries_ReadEventsThatAreWritten()
    {
        var events = Queries().SelectMany(EventsOf).Except(OfThePlatform).Distinct().ToList();

        Assert.Superset(new HashSet<string> { "RunEnded", "RunStarted", "ScheduleFailed", "Tick" }, events.ToHashSet());
        Assert.All(events, name => Assert.Contains(name, Messages.Keys));
        var code = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Etl.Functions"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.All(events, name => Assert.Contains($"Log.{name}(", code, StringComparison.Ordinal));
    }

    [Fact]
    public void Queries_ReadPropertiesThatTheirEventsHave() => Assert.All(Queries(), query =>
    {
        var properties = PropertyName().Matches(query).Select(match => match.Groups["name"].Value).Where(name => name != "EventName").Distinct();
        Assert.All(properties, property => Assert.All(EventsOf(query), name => Assert.Matches($$"""\{{{property}}[:}]""", Messages[name])));
    });

    [Fact]
    public void Queries_CompareWithAStatusThatThereIs() =>
        Assert.All(StatusOf().Matches(Alerts.Text).Select(match => match.Groups["status"].Value), status => Assert.True(Enum.TryParse<RunStatus>(status, out _), status));

    [Fact]
    public void EveryAlert_HasItsEntryInTheDocs()
    {
        var docs = File.ReadAllText(Path.Combine(Repository.Root, "docs", "azure.md"));
        var names = RuleName().Matches(Alerts.Text).Select(match => match.Groups["name"].Value).Where(name => name is not "people" and not "messages" and not "mail").Distinct().ToList();

        Assert.Superset(new HashSet<string> { "run-failed", "no-tick", "missing-night", "backlog" }, names.ToHashSet());
        Assert.All(names, name => Assert.Contains($"`{name}`", docs, StringComparison.Ordinal));
        var runbook = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        Assert.All(names, name => Assert.Contains($"\n### {name}\n", runbook, StringComparison.Ordinal));
    }

    [Fact]
    public void Host_SamplesNoEventAway()
    {
        var excluded = HostLogging("ApplicationInsights").GetProperty("samplingSettings").GetProperty("excludedTypes").GetString()!;

        Assert.Contains("Trace", excluded.Split(';'));
    }

    [Fact]
    public void Host_SendsNoTraceOfEachMessage_AndThePoisonOnes()
    {
        var levels = HostLogging("logLevel");

        Assert.Equal(["Warning", "Warning"], new[] { "DurableTask.AzureStorage", "DurableTask.Core" }.Select(category => levels.GetProperty(category).GetString()));
    }

    // The host looks for a section of exactly the provider's name: another case, and its levels are ignored.
    [Fact]
    public void Host_SendsNoTwoTracesOfEachCall() =>
        Assert.Equal("Warning", HostLogging("ApplicationInsights").GetProperty("logLevel").GetProperty("Function").GetString());

    private static JsonElement HostLogging(string section)
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "host.json")));
        return host.RootElement.GetProperty("logging").GetProperty(section).Clone();
    }

    private static IReadOnlyList<string> Queries()
    {
        var queries = Query().Matches(Alerts.Text).Select(match => match.Value).ToList();
        Assert.NotEmpty(queries);
        return queries;
    }

    private static IEnumerable<string> EventsOf(string query) =>
        EventFilter().Matches(query).SelectMany(match => Quoted().Matches(match.Value).Select(name => name.Groups["text"].Value));

    private static string Source(string file) => File.ReadAllText(Path.Combine(Repository.Root, "src", "Etl.Functions", file));

    [GeneratedRegex(@"'''.*?'''", RegexOptions.Singleline, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Query();

    [GeneratedRegex(@"EventName (==|in) (\([^)]*\)|'\w+')", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex EventFilter();

    [GeneratedRegex(@"'(?<text>\w+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\bProperties\.(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex PropertyName();

    [GeneratedRegex(@"Properties\.Status == '(?<status>\w+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex StatusOf();

    [GeneratedRegex(@"^ +name: '(\$\{name\}-)?(?<name>[a-z-]+?)(-\$\{pipeline\})?'$|^  name: '\$\{name\}-(?<name>[a-z-]+)'$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex RuleName();

    [GeneratedRegex(@"\[LoggerMessage\(\d+, LogLevel\.\w+, ""(?<message>[^""]*)""[^\n]*\n\s+public static partial void (?<name>\w+)\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex LogMethod();
}
