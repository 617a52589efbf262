using System.Globalization;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;
using Etl.Core.Text;
using Etl.Functions.Notifications;
using Etl.Storage.Caching;
using Etl.Storage.Objects;
using Etl.Storage.Sources;
using Microsoft.Extensions.Configuration;

namespace Etl.Functions;

/// <summary>
/// Reads the settings of an app from its configuration section <c>Etl</c>: app settings on Azure, environment variables
/// (<c>Etl__Storage</c>) on a laptop.
/// </summary>
public static class EtlConfiguration
{
    private const string BlobServiceUri = "blobServiceUri";

    private static readonly string[] KnownOfCache = ["Folder", "MaxBytes"];

    private static readonly string[] Known =
    [
        "Cache", "CancelGrace", "CancelPollInterval", "Container", "Environment", "FunctionTimeout", "MaxFanOut", "MaxTasks", "ModelConfigs", "Pools", "Sources", "Storage", "TasksPerActivity", "Webhooks",
    ];

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>The settings that have a value; the rest keep their defaults.</summary>
    /// <exception cref="InvalidConfigurationException">Carries every setting that is unknown or has a wrong value.</exception>
    public static EtlOptions ReadOptions(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection("Etl");
        var problems = new List<string>();
        FindUnknown(section, Known, problems);
        FindUnknown(section.GetSection("Storage"), [BlobServiceUri], problems);
        FindUnknown(section.GetSection("Cache"), KnownOfCache, problems);
        var defaults = new EtlOptions();
        var options = new EtlOptions
        {
            Environment = Name(section, "Environment", defaults.Environment, problems),
            MaxFanOut = Number(section, "MaxFanOut", defaults.MaxFanOut, 1, 1_000, problems),
            MaxTasks = Number(section, "MaxTasks", defaults.MaxTasks, 1, 1_000_000, problems),
            TasksPerActivity = Number(section, "TasksPerActivity", defaults.TasksPerActivity, 1, Pipeline.MaxTasksPerActivity, problems),
            CancelGrace = Duration(section, "CancelGrace", defaults.CancelGrace, problems),
            CancelPollInterval = Duration(section, "CancelPollInterval", defaults.CancelPollInterval, problems),
            FunctionTimeout = Duration(section, "FunctionTimeout", defaults.FunctionTimeout, problems),
            Cache = ReadCache(section.GetSection("Cache"), problems),
            ModelConfigs = ReadModelConfigs(section.GetSection("ModelConfigs"), problems),
            PoolSlots = ReadPools(section.GetSection("Pools"), problems) is { Count: > 0 } pools ? pools : defaults.PoolSlots,
            Webhooks = WebhookSettings.Read(section.GetSection("Webhooks"), problems) is { Count: > 0 } webhooks ? webhooks : defaults.Webhooks,
        };
        return problems.Count == 0 ? options : throw new InvalidConfigurationException(problems);
    }

    /// <summary>Where the store is; neither a connection nor an address when nothing says so.</summary>
    /// <exception cref="InvalidConfigurationException">The address is not a URI.</exception>
    public static StoreOptions ReadStore(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection("Etl");
        var options = new StoreOptions();
        options = section["Container"] is { Length: > 0 } container ? options with { Container = container } : options;
        if (section.GetSection("Storage")[BlobServiceUri] is { Length: > 0 } uri)
        {
            return Uri.TryCreate(uri, UriKind.Absolute, out var service)
                ? options with { BlobServiceUri = service }
                : throw new InvalidConfigurationException([$"Setting 'Etl:Storage:{BlobServiceUri}' is '{uri}', which is not a URI such as https://account.blob.core.windows.net."]);
        }

        return section["Storage"] is { Length: > 0 } connection ? options with { Connection = connection } : options;
    }

    /// <summary>The roots that raw data may be read from: one setting, separated by semicolons, or a list.</summary>
    public static SourceOptions ReadSources(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection("Etl:Sources");
        var roots = section.Value is { Length: > 0 } value
            ? value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : section.GetChildren().Select(child => child.Value).OfType<string>();
        return new SourceOptions { Roots = [.. roots] };
    }

    private static void FindUnknown(IConfigurationSection section, string[] known, List<string> problems) =>
        problems.AddRange(section.GetChildren()
            .Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"There is no setting '{child.Path}'.{Suggestion.DidYouMean(child.Key, known)} There {(known.Length == 1 ? "is" : "are")}: {string.Join(", ", known)}."));

    /// <summary>In setting names an underscore stands for the dot of a model name.</summary>
    private static ModelConfigs ReadModelConfigs(IConfigurationSection section, List<string> problems)
    {
        var configs = ModelConfigs.Empty;
        foreach (var model in section.GetChildren())
        {
            if (model.Value is { Length: > 0 })
            {
                problems.Add($"Setting '{model.Path}' has a value; the settings of a model are below it, such as {model.Path}:path.");
            }

            foreach (var argument in model.GetChildren())
            {
                if (argument.Value is { } value)
                {
                    configs = configs.With(model.Key.Replace('_', '.'), argument.Key, value);
                }
                else
                {
                    problems.Add($"Setting '{argument.Path}' has settings below it; it must be one value.");
                }
            }
        }

        return configs;
    }

    private static CacheOptions ReadCache(IConfigurationSection section, List<string> problems)
    {
        var options = new CacheOptions { Folder = section["Folder"] is { Length: > 0 } folder ? folder : null };
        if (section.Value is { Length: > 0 } value)
        {
            problems.Add($"Setting '{section.Path}' is '{value}'; the settings of the cache are below it: {string.Join(", ", KnownOfCache)}.");
        }

        if (section["MaxBytes"] is not { Length: > 0 } text)
        {
            return options;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
        {
            return options with { MaxBytes = bytes };
        }

        problems.Add($"Setting '{section.Path}:MaxBytes' is '{text}'; it must be a whole number of bytes, such as 1073741824 for 1 GiB, or 0 for no cache.");
        return options;
    }

    private static Dictionary<string, int> ReadPools(IConfigurationSection section, List<string> problems)
    {
        var slots = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var pool in section.GetChildren())
        {
            slots[pool.Key] = Number(section, pool.Key, 1, 1, Pool.MaxSlots, problems);
        }

        return slots;
    }

    private static string Name(IConfigurationSection section, string name, string otherwise, List<string> problems)
    {
        if (section[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        if (TaskName.IsValid(text))
        {
            return text;
        }

        problems.Add($"Setting 'Etl:{name}' is '{text}'; it must be a name of letters, digits, dots, underscores and hyphens, such as prod.");
        return otherwise;
    }

    private static int Number(IConfigurationSection section, string name, int otherwise, int min, int max, List<string> problems)
    {
        if (section[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
        {
            return value;
        }

        problems.Add($"Setting '{section.Path}:{name}' is '{text}'; it must be a whole number from {min} to {max}.");
        return otherwise;
    }

    private static TimeSpan Duration(IConfigurationSection section, string name, TimeSpan otherwise, List<string> problems)
    {
        if (section[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        // A number without colons would be read as days, which nobody means who writes 30.
        if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= Shortest && value <= Longest)
        {
            return value;
        }

        problems.Add($"Setting 'Etl:{name}' is '{text}'; it must be a duration of 10 ms to 7 days, written as hours:minutes:seconds, such as 00:00:10.");
        return otherwise;
    }
}
