using System.Text.Json;
using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Registry;

namespace Etl.Cli.Running;

/// <summary>Makes the paths of a command line absolute, so that the run can be taken or resumed by a process in another folder.</summary>
internal static class SourcePaths
{
    public static RunRequest MakeAbsolute(RunRequest request, Orchestrator orchestrator)
    {
        var configs = request.ModelConfigs;
        foreach (var model in request.ModelConfigs.ModelNames)
        {
            var settings = ModelFactory.Settings(orchestrator.Models.Get(model).GetType());
            foreach (var (argument, value) in request.ModelConfigs.For(model))
            {
                var isSource = settings.Any(setting => setting.Name == argument && setting.IsSource);
                if (isSource && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } location && !location.Contains("://", StringComparison.Ordinal) && !location.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
                {
                    configs = configs.With(model, argument, Path.GetFullPath(location));
                }
            }
        }

        return request with { ModelConfigs = configs };
    }
}
