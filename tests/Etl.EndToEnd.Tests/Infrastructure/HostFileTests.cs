using System.Globalization;
using System.Text.Json;
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

    private static JsonElement DurableTask()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "host.json")));
        return host.RootElement.GetProperty("extensions").GetProperty("durableTask").Clone();
    }
}
