namespace Etl.Docs.Tests.References;

/// <summary>The references are what the code says.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void CliReference_IsWhatTheParserKnows() => GeneratedPage.Check("cli.md", CliPage.Create());

    [Fact]
    public void ConfigurationReference_IsWhatTheCodeReads() => GeneratedPage.Check("configuration.md", ConfigurationPage.Create());

    [Fact]
    public void HttpReference_IsTheOpenApiDocument() => GeneratedPage.Check("http.md", HttpPage.Create());

    [Fact]
    public void EverySettingOfTheCode_IsInTheReference() =>
        Assert.Equal(AppSettingNames(), ConfigurationPage.Settings.Where(setting => setting.Name.StartsWith("Etl", StringComparison.Ordinal) && !setting.IsOfTheCommandLine).Select(setting => setting.Section).Distinct().Order(StringComparer.Ordinal));

    private static IEnumerable<string> AppSettingNames() => EndToEnd.Tests.Infrastructure.AppSettings.OfTheCode.Order(StringComparer.Ordinal);
}
