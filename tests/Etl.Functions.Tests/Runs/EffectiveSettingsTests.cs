using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Storage.Sources;
using Etl.Testing;

namespace Etl.Functions.Tests.Runs;

/// <summary>Where the settings of a run come from.</summary>
public sealed class EffectiveSettingsTests
{
    private static readonly Pipeline Sales = new("sales", [Numbers.Sum("A"), Numbers.Sum("B", "A"), Vault.Open((_, _) => Task.CompletedTask)])
    {
        ModelConfigs = ModelConfigs.Empty.With("Numbers.A", "limit", 1).With("Numbers.A", "table", "pipeline").With("Vault", "password", "from-the-pipeline"),
    };

    private static readonly ModelConfigs Deployment = ModelConfigs.Empty.With("Numbers.A", "limit", "2").With("Numbers.B", "compression", "none");

    [Fact]
    public async Task EachSetting_IsShownInItsOwnTypeWithItsSource()
    {
        var settings = await SettingsAsync(Request(ModelConfigs.Empty.With("Numbers.B", "limit", "7")));

        Assert.Equal(
            [
                "Numbers.A path \"\" class default",
                "Numbers.A limit 2 configuration Etl__ModelConfigs__Numbers_A__limit",
                "Numbers.A table \"pipeline\" pipeline",
                "Numbers.A format \"JsonLines\" class default",
                "Numbers.A compression \"Gzip\" class default",
                "Numbers.B path \"\" class default",
                "Numbers.B limit 7 request",
                "Numbers.B table \"numbers\" class default",
                "Numbers.B format \"JsonLines\" class default",
                "Numbers.B compression \"None\" configuration Etl__ModelConfigs__Numbers_B__compression",
                "Vault password \"***\" pipeline",
                "Vault host \"localhost\" class default",
                "Vault path null class default",
                "Vault format \"JsonLines\" class default",
                "Vault compression \"Gzip\" class default",
            ],
            settings.Select(setting => $"{setting.Model} {setting.Setting} {setting.Value.GetRawText()} {setting.Source} {setting.Key}".TrimEnd()));
    }

    [Fact]
    public async Task Selection_ShowsTheModelsOfItsTasksOnly()
    {
        Assert.Equal(["Numbers.A"], (await SettingsAsync(Request() with { Select = "A" })).Select(setting => setting.Model).Distinct(StringComparer.Ordinal));
        Assert.Equal(["Numbers.A", "Numbers.B"], (await SettingsAsync(Request() with { Select = "B" })).Select(setting => setting.Model).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rerun_ShowsWhatWasRecorded()
    {
        var settings = await SettingsAsync(Request() with { Rerun = new RerunRequest("sales-x", FromFailed: false) });

        Assert.Equal("recorded", settings.Single(setting => setting.Model == "Numbers.A" && setting.Setting == "limit").Source);
        Assert.Equal("class default", settings.Single(setting => setting.Model == "Numbers.A" && setting.Setting == "path").Source);
        Assert.Equal("pipeline", settings.Single(setting => setting.Setting == "password").Source);
    }

    [Fact]
    public async Task Json_OfASetting_NamesModelSettingValueAndSource()
    {
        var settings = await SettingsAsync(Request());

        Assert.Equal("""{"model":"Numbers.A","setting":"limit","value":2,"source":"configuration","key":"Etl__ModelConfigs__Numbers_A__limit"}""", JsonSerializer.Serialize(settings[1], RegistryJson.Options));
        Assert.Equal("""{"model":"Numbers.A","setting":"path","value":"","source":"class default"}""", JsonSerializer.Serialize(settings[0], RegistryJson.Options));
    }

    private static RunRequest Request(ModelConfigs? configs = null) => new() { Pipeline = "sales", ModelConfigs = configs ?? ModelConfigs.Empty, Origin = RunOrigin.CommandLine };

    private static async Task<IReadOnlyList<EffectiveSetting>> SettingsAsync(RunRequest request)
    {
        var planner = new RunPlanner(new PipelineCatalog(Sales), new EtlOptions { ModelConfigs = Deployment }, new SourceReader(new SourceOptions()), new FakeTimeProvider(DateTimeOffset.UnixEpoch));
        return planner.Settings(await planner.PlanAsync(request, default), request);
    }
}
