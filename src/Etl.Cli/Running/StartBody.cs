using System.Text.Json;
using System.Text.Json.Nodes;
using Etl.Core.Registry;

namespace Etl.Cli.Running;

/// <summary>The bodies of the requests that start something over HTTP.</summary>
internal static class StartBody
{
    public static JsonObject Of(RunRequest request) => JsonSerializer.SerializeToNode(
        new
        {
            request.Parameters,
            request.ModelConfigs,
            request.BusinessDate,
            request.Environment,
            request.Select,
            request.Exclude,
            OnFailure = request.OnFailure == FailureMode.Stop ? "stop" : "continue",
            Scheduling = request.Scheduling switch { RunScheduling.Eager => "eager", RunScheduling.Levels => "levels", _ => null },
            request.Parallelism,
            Reuse = request.Reuse == ReuseMode.Unchanged ? "unchanged" : "none",
            request.AllowBreaking,
        },
        RegistryJson.Options)!.AsObject();

    public static JsonObject Of(BackfillRequest request)
    {
        var body = Of(request.Run);
        body.Remove("businessDate");
        foreach (var (name, value) in JsonSerializer.SerializeToNode(new { request.From, request.To, request.MaxParallel, request.MissingOnly }, RegistryJson.Options)!.AsObject())
        {
            body.Add(name, value!.DeepClone());
        }

        return body;
    }
}
