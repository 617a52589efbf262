using System.Text.Json;
using Etl.Functions.Runs;

namespace Etl.Cli.Output.Tables;

/// <summary>The settings of the models of a plan, and where each comes from.</summary>
internal static class SettingTable
{
    public static FittedTable Of(IReadOnlyList<EffectiveSetting> settings)
    {
        var table = new FittedTable().Add("Model", Room.Middle).Add("Setting").Add("Value", Room.Words).Add("From", Room.Words, leftOut: 1);
        foreach (var setting in settings)
        {
            table.AddRow(
                setting.Model,
                setting.Setting,
                setting.Value.ValueKind == JsonValueKind.Null ? "null" : setting.Value.ToString(),
                setting.Key is null ? setting.Source : $"{setting.Source} ({setting.Key})");
        }

        return table;
    }
}
