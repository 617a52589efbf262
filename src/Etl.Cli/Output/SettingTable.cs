using Etl.Functions.Runs;
using Spectre.Console;

namespace Etl.Cli.Output;

/// <summary>The settings of the models of a plan, and where each comes from.</summary>
internal static class SettingTable
{
    public static Table Of(IReadOnlyList<EffectiveSetting> settings)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("Model", "Setting", "Value", "From");
        foreach (var setting in settings)
        {
            table.AddRow(
                Markup.Escape(setting.Model),
                Markup.Escape(setting.Setting),
                Markup.Escape(setting.Value.ValueKind == System.Text.Json.JsonValueKind.Null ? "null" : setting.Value.ToString()),
                Markup.Escape(setting.Key is null ? setting.Source : $"{setting.Source} ({setting.Key})"));
        }

        return table;
    }
}
