using System.Text.Json;
using System.Text.Json.Nodes;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Functions.Reuse;
using Etl.Functions.Runs;

namespace Etl.Cli.Output;

/// <summary>The JSON document of <c>etl plan</c>: the plan, with <c>--show-config</c> the settings in <c>config</c>, and with <c>--reuse</c> what becomes of each task in its <c>reuse</c>.</summary>
internal static class PlanReport
{
    public static JsonObject Of(PlanDocument plan, IReadOnlyList<EffectiveSetting>? settings, IReadOnlyList<ReuseForecast>? reuse)
    {
        var document = JsonSerializer.SerializeToNode(plan, RegistryJson.Options)!.AsObject();
        foreach (var (task, forecast) in document["tasks"]!.AsArray().Zip(reuse ?? []))
        {
            task!.AsObject().Add("reuse", JsonSerializer.SerializeToNode(forecast, RegistryJson.Options));
        }

        if (settings is not null)
        {
            document.Add("config", JsonSerializer.SerializeToNode(settings, RegistryJson.Options));
        }

        return document;
    }
}
