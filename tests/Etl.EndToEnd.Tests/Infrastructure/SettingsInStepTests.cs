using System.Text.Json;
using System.Text.RegularExpressions;
using Etl.Functions;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests.Infrastructure;

/// <summary>Code, sample and Bicep know the same settings.</summary>
public sealed partial class SettingsInStepTests
{
    private static readonly BicepFile App = BicepFile.Get("modules/functionApp.bicep");

    // On Azure the app signs in to its store; a connection string would hold a key.
    private static readonly string[] NotOnAzure = ["Etl__Storage"];

    private static readonly Dictionary<string, string> HostSettings = new(StringComparer.Ordinal)
    {
        ["AzureWebJobsStorage__accountName"] = "host.json: storageProvider.connectionName",
        ["AzureWebJobsStorage__credential"] = "the same connection, by an identity",
        ["AzureWebJobsStorage__clientId"] = "the same connection: which identity",
        ["AZURE_CLIENT_ID"] = "ObjectStores: DefaultAzureCredential, which identity",
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = "host and ApplicationInsightsExport",
        ["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = "host and ApplicationInsightsExport: telemetry by an identity",
    };

    private static readonly string[] PremiumSettings = ["FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID"];

    [Fact]
    public void Code_IsAskedForItsSettings()
    {
        Assert.Superset(
            new HashSet<string> { "EtlTaskHub", "EtlTimerSchedule", "Etl__Storage", "Etl__Storage__blobServiceUri", "Etl__Sources", "Etl__Environment", "Etl__ModelConfigs", "Etl__Webhooks" },
            AppSettings.OfTheCode.ToHashSet());
        Assert.DoesNotContain("Etl__Storage__no-such-setting", AppSettings.OfTheCode);
    }

    [Fact]
    public void Sample_HasEverySettingOfTheCode_AndNoOther() =>
        Assert.Equal(AppSettings.OfTheCode.Except(AppSettings.UsersOwn).Order(StringComparer.Ordinal), AppSettings.Sample.Keys.Where(IsOurs).Order(StringComparer.Ordinal));

    [Fact]
    public void Sample_HasWhatTheHostNeedsLocally() =>
        Assert.Equal(["AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME"], AppSettings.Sample.Keys.Where(name => !IsOurs(name)).Order(StringComparer.Ordinal));

    [Fact]
    public void Sample_HasTheDefaults()
    {
        var sample = AppSettings.ReadOptions(AppSettings.Sample);

        Assert.Equal(new EtlOptions(), sample with { ModelConfigs = new EtlOptions().ModelConfigs, PoolSlots = new EtlOptions().PoolSlots });
    }

    [Fact]
    public void Bicep_SetsEverySettingOfTheCode_AndNoOther() =>
        Assert.Equal(AppSettings.OfTheCode.Except([.. AppSettings.UsersOwn, .. NotOnAzure]).Order(StringComparer.Ordinal), App.Variable("etlSettings").Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Bicep_NamesNoSettingThatTheCodeDoesNotRead()
    {
        var named = BicepFile.All.SelectMany(file => OurSetting().Matches(file.Text).Select(match => match.Value)).Where(name => !AppSettings.UsersOwn.Any(own => name.StartsWith(own, StringComparison.Ordinal)));

        Assert.Empty(named.Except(AppSettings.OfTheCode));
    }

    [Fact]
    public void Bicep_HasValuesThatTheCodeTakes() => AppSettings.ReadOptions(LiteralsOf("etlSettings"));

    [Fact]
    public void Bicep_SetsForTheHost_WhatSomethingNeeds() =>
        Assert.Equal(HostSettings.Keys.Order(StringComparer.Ordinal), App.Variable("hostSettings").Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Bicep_SetsTheRuntime_OnPremiumOnly()
    {
        Assert.Equal(PremiumSettings, App.Variable("premiumSettings").Keys.Order(StringComparer.Ordinal));
        Assert.Equal(AppSettings.Sample["FUNCTIONS_WORKER_RUNTIME"], LiteralsOf("premiumSettings")["FUNCTIONS_WORKER_RUNTIME"]);
    }

    [Fact]
    public void FunctionTimeout_IsTheSameEverywhere()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "host.json")));
        var timeout = host.RootElement.GetProperty("functionTimeout").GetString();

        Assert.Equal((timeout, timeout), (AppSettings.Sample["Etl__FunctionTimeout"], LiteralsOf("etlSettings")["Etl__FunctionTimeout"]));
        Assert.Equal(timeout, new EtlOptions().FunctionTimeout.ToString());
    }

    [Fact]
    public void HostConnection_IsTheOneThatIsSet()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "host.json")));
        var connection = host.RootElement.GetProperty("extensions").GetProperty("durableTask").GetProperty("storageProvider").GetProperty("connectionName").GetString();

        Assert.Contains($"{connection}__accountName", HostSettings.Keys);
        Assert.Contains(connection!, AppSettings.Sample.Keys);
    }

    [Fact]
    public void TimerSchedule_IsTheSameInSampleAndBicep() =>
        Assert.Contains($"param timerSchedule string = '{AppSettings.Sample["EtlTimerSchedule"]}'", BicepFile.Get("main.bicep").Text, StringComparison.Ordinal);

    private static bool IsOurs(string setting) => setting.StartsWith("Etl", StringComparison.Ordinal);

    private static Dictionary<string, string> LiteralsOf(string variable) =>
        App.Variable(variable).Where(pair => pair.Value.StartsWith('\'') && !pair.Value.Contains("${", StringComparison.Ordinal)).ToDictionary(pair => pair.Key, pair => pair.Value.Trim('\''));

    [GeneratedRegex(@"\bEtl(__\w+|TaskHub|TimerSchedule)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex OurSetting();
}
