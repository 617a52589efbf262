using System.Text.Json;
using System.Text.RegularExpressions;
using Etl.Functions;
using Etl.Tests.Shared;
using Microsoft.Extensions.Configuration;

namespace Etl.EndToEnd.Tests.Infrastructure;

/// <summary>The settings that the code reads, asked from the code, and those that the sample has. Names are those of environment variables.</summary>
internal static partial class AppSettings
{
    /// <summary>Below them every name is the user's: of a model and its argument, of a pool, of a webhook.</summary>
    public static readonly string[] UsersOwn = ["Etl__ModelConfigs", "Etl__Pools", "Etl__Webhooks"];

    private const string NoSuchSetting = "no-such-setting";

    public static IReadOnlySet<string> OfTheCode { get; } = new SortedSet<string>([.. Below("Etl").Select(EnvironmentName), .. Placeholders()], StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, string> Sample { get; } = ReadSample();

    public static EtlOptions ReadOptions(IEnumerable<KeyValuePair<string, string>> settings) => EtlConfiguration.ReadOptions(Configuration(settings));

    private static IConfiguration Configuration(IEnumerable<KeyValuePair<string, string>> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value))).Build();

    private static string EnvironmentName(string setting) => setting.Replace(":", "__", StringComparison.Ordinal);

    // A setting that there is none of is answered with those that there are.
    private static IEnumerable<string> Below(string section)
    {
        foreach (var setting in Problems($"{section}:{NoSuchSetting}").Select(problem => Offered().Match(problem)).Where(match => match.Success).SelectMany(match => match.Groups["names"].Value.Split(", ")).Select(name => $"{section}:{name}"))
        {
            var below = Below(setting).ToList();
            if (below.Count == 0 || Problems(setting).Count == 0)
            {
                yield return setting;
            }

            foreach (var child in below)
            {
                yield return child;
            }
        }
    }

    private static IReadOnlyList<string> Problems(string setting)
    {
        try
        {
            ReadOptions([KeyValuePair.Create(setting, "x")]);
            return [];
        }
        catch (InvalidConfigurationException exception)
        {
            return exception.Problems;
        }
    }

    private static IEnumerable<string> Placeholders() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Etl.Functions"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Contains("obj"))
            .Append(Path.Combine(Repository.Root, "host.json"))
            .SelectMany(path => Placeholder().Matches(File.ReadAllText(path)).Select(match => match.Groups["name"].Value));

    private static Dictionary<string, string> ReadSample()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "local.settings.sample.json")));
        return document.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString()!, StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^There is no setting '.*There (is|are): (?<names>[\w, ]+)\.$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Offered();

    [GeneratedRegex(@"""%(?<name>\w+)%""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Placeholder();
}
