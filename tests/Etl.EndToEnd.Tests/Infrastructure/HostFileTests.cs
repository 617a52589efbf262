using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Etl.Core.Registry;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests.Infrastructure;

/// <summary>What host.json tells the Functions host, and what the code relies on.</summary>
public sealed class HostFileTests
{
    // A host does not give an orchestration of a newer version to an older app: after a rollback such runs wait.
    [Fact]
    public void OrchestrationVersion_IsTheSchemaOfSnapshots() =>
        Assert.Equal(RunSnapshot.CurrentSchema.ToString(CultureInfo.InvariantCulture), DurableTask().GetProperty("defaultVersion").GetString());

    // Runs and tasks have spans of their own; those of the platform would repeat them, in another trace for each orchestration.
    [Fact]
    public void Tracing_OfThePlatform_IsOff()
    {
        var tracing = DurableTask().GetProperty("tracing");

        Assert.Equal(("None", false), (tracing.GetProperty("version").GetString(), tracing.GetProperty("traceInputsAndOutputs").GetBoolean()));
    }

    [Fact]
    public void HostFileOfTheScheduler_DiffersInTheStorageProviderOnly()
    {
        var storage = JsonNode.Parse(Read("host.json"))!;
        var scheduler = JsonNode.Parse(Read("host.scheduler.json"))!;

        var provider = scheduler["extensions"]!["durableTask"]!["storageProvider"]!.DeepClone();
        scheduler["extensions"]!["durableTask"]!["storageProvider"] = storage["extensions"]!["durableTask"]!["storageProvider"]!.DeepClone();
        Assert.True(JsonNode.DeepEquals(storage, scheduler));
        Assert.Equal(2, provider.AsObject().Count);
    }

    // The platform starts instances by the file in the package, the host goes by the settings.
    [Fact]
    public void HostFileOfTheScheduler_SaysWhatBicepSets()
    {
        var provider = JsonNode.Parse(Read("host.scheduler.json"))!["extensions"]!["durableTask"]!["storageProvider"]!;

        var settings = BicepFile.Get("modules/functionApp.bicep").Variable("schedulerSettings");
        const string Provider = "AzureFunctionsJobHost__extensions__durableTask__storageProvider__";
        Assert.Equal(provider.AsObject().Select(pair => $"{Provider}{pair.Key}: '{pair.Value}'"), settings.Where(pair => pair.Key.StartsWith(Provider, StringComparison.Ordinal)).Select(pair => $"{pair.Key}: {pair.Value}"));
        Assert.Contains(provider["connectionStringName"]!.GetValue<string>(), settings.Keys);
    }

    private static JsonElement DurableTask()
    {
        using var host = JsonDocument.Parse(Read("host.json"));
        return host.RootElement.GetProperty("extensions").GetProperty("durableTask").Clone();
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Repository.Root, name));
}
