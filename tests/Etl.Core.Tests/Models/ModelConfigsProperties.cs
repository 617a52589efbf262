using System.Text.Json;
using Etl.Core.Models;
using FsCheck;
using FsCheck.Fluent;

namespace Etl.Core.Tests.Models;

public sealed class ModelConfigsProperties
{
    public sealed record Setting(NonEmptyString Model, NonEmptyString Argument, string? Text, int Number, string?[] List, bool Flag, byte Kind);

    [Fact]
    public void Configs_WrittenAsJson_AreReadBackTheSame() => ForAll(settings =>
    {
        var configs = Configs(settings);

        var json = JsonSerializer.Serialize(configs);
        var read = JsonSerializer.Deserialize<ModelConfigs>(json)!;

        Assert.Equal(json, JsonSerializer.Serialize(read));
        AssertSame(configs, read);
    });

    [Fact]
    public void Configs_OverriddenByNothingOrThemselves_AreTheSame() => ForAll(settings =>
    {
        var configs = Configs(settings);

        AssertSame(configs, configs.OverriddenBy(ModelConfigs.Empty));
        AssertSame(configs, ModelConfigs.Empty.OverriddenBy(configs));
        AssertSame(configs, configs.OverriddenBy(configs));
    });

    [Fact]
    public void Configs_OfAnyTexts_AreWrittenInOrdinalOrder() => ForAll(settings =>
    {
        var configs = Configs(settings);

        Assert.Equal(configs.ModelNames.Order(StringComparer.Ordinal), configs.ModelNames);
        Assert.All(configs.ModelNames, model => Assert.Equal(configs.For(model).Keys.Order(StringComparer.Ordinal), configs.For(model).Keys));
    });

    private static void ForAll(Action<Setting[]> check) =>
        Check.One(Config.QuickThrowOnFailure.WithQuietOnSuccess(true), Prop.ForAll(ArbMap.Default.ArbFor<Setting[]>(), check));

    private static ModelConfigs Configs(Setting[] settings) => settings.Aggregate(ModelConfigs.Empty, (configs, setting) => configs.With(
        WellFormed(setting.Model.Get),
        WellFormed(setting.Argument.Get),
        (setting.Kind % 4) switch { 0 => WellFormed(setting.Text), 1 => setting.Number, 2 => Array.ConvertAll(setting.List, WellFormed), _ => (object)setting.Flag }));

    /// <summary>JSON has no half of a surrogate pair.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? WellFormed(string? text) => text is null ? null : string.Concat(text.Where(character => !char.IsSurrogate(character)).DefaultIfEmpty('x'));

    private static void AssertSame(ModelConfigs expected, ModelConfigs actual)
    {
        Assert.Equal(expected.ModelNames, actual.ModelNames);
        Assert.All(expected.ModelNames, model =>
        {
            Assert.Equal(expected.For(model).Keys, actual.For(model).Keys);
            Assert.All(expected.For(model), setting => Assert.True(JsonElement.DeepEquals(setting.Value, actual.For(model)[setting.Key])));
        });
    }
}
