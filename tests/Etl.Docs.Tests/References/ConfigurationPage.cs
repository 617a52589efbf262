using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Etl.Cli;
using Etl.EndToEnd.Tests.Infrastructure;
using Etl.Functions;
using Etl.Functions.Notifications;
using Etl.Storage.Caching;
using Etl.Storage.Objects;
using Etl.Storage.Sources;

namespace Etl.Docs.Tests.References;

/// <summary>The reference of settings. Forms are what the code says when it refuses a value, defaults and meanings those of the options.</summary>
internal static partial class ConfigurationPage
{
    private static readonly EtlOptions Defaults = new();

    public static IReadOnlyList<Setting> Settings { get; } =
    [
        Of<StoreOptions>("Etl__Storage", nameof(StoreOptions.Connection), "path, connection string or address", "`.etl` for the command line, else required"),
        Of<StoreOptions>("Etl__Storage__blobServiceUri", nameof(StoreOptions.BlobServiceUri), "address, such as `https://account.blob.core.windows.net`; goes before `Etl__Storage`", ""),
        Of<StoreOptions>("Etl__Container", nameof(StoreOptions.Container), "name", $"`{new StoreOptions().Container}`"),
        Option("Etl__Environment", nameof(EtlOptions.Environment), Defaults.Environment),
        Of<SourceOptions>("Etl__Sources", nameof(SourceOptions.Roots), "separated by `;`, or a list: `Etl__Sources__0`, `Etl__Sources__1`, ...", "none"),
        Option("Etl__ModelConfigs", nameof(EtlOptions.ModelConfigs), "", "as its type; `_` stands for the dot of a model name", "__MODEL__ARG"),
        Option("Etl__Pools", nameof(EtlOptions.PoolSlots), "", Form("Etl__Pools__any"), "__POOL"),
        Of<WebhookOptions>("Etl__Webhooks", nameof(WebhookOptions.Url), "address, see the meaning", "none", "__NAME__Url"),
        Of<WebhookOptions>("Etl__Webhooks", nameof(WebhookOptions.Secret), $"at least {WebhookOptions.MinSecretLength} characters", "none", "__NAME__Secret"),
        Option("Etl__MaxFanOut", nameof(EtlOptions.MaxFanOut), Text(Defaults.MaxFanOut)),
        Option("Etl__TasksPerActivity", nameof(EtlOptions.TasksPerActivity), Text(Defaults.TasksPerActivity)),
        Option("Etl__MaxTasks", nameof(EtlOptions.MaxTasks), Text(Defaults.MaxTasks)),
        Option("Etl__FunctionTimeout", nameof(EtlOptions.FunctionTimeout), Text(Defaults.FunctionTimeout)),
        Option("Etl__CancelGrace", nameof(EtlOptions.CancelGrace), Text(Defaults.CancelGrace)),
        Option("Etl__CancelPollInterval", nameof(EtlOptions.CancelPollInterval), Text(Defaults.CancelPollInterval)),
        Of<CacheOptions>("Etl__Cache__Folder", nameof(CacheOptions.Folder), "path", "`etl-cache-USER` in the system's folder for temporary files"),
        Of<CacheOptions>("Etl__Cache__MaxBytes", nameof(CacheOptions.MaxBytes), Form("Etl__Cache__MaxBytes"), $"`{Text(new CacheOptions().MaxBytes)}`"),
        new("EtlTimerSchedule", "EtlTimerSchedule", "NCRONTAB with seconds, UTC", $"`{AppSettings.Sample["EtlTimerSchedule"]}` for the local host, else required", "The tick of all schedules. It starts what is due, and catches up what was missed; so it can be coarser than the schedules, which then start late."),
        new("EtlTaskHub", "EtlTaskHub", "letters and digits, starting with a letter", "required on Azure, not read by the local host", "The name of the task hub. Two apps must not share one."),
        new("Etl__Url", "Etl__Url", "address", "", OfCommandLine(CommonOptions.Url)) { IsOfTheCommandLine = true },
        new("Etl__Key", "Etl__Key", "text", "", OfCommandLine(CommonOptions.Key)) { IsOfTheCommandLine = true },
    ];

    // Read by libraries and by the platform.
    private static readonly (string Name, string Meaning)[] OfOthers =
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "The OpenTelemetry collector that traces, metrics and logs go to; nowhere without it. The other `OTEL_` variables mean what they mean everywhere."),
        ("OTEL_SERVICE_NAME", "The name of the service there; `etl` without it."),
        ("NO_COLOR", "With any value: no colours and no live view, in every command."),
        ("CI", "With any value: no live view."),
        ("TMPDIR", "The folder for temporary files: checks that sort, the cache."),
        ("AzureWebJobsStorage", "On Azure and under Core Tools: the storage account of the host and of the task hub."),
        ("FUNCTIONS_WORKER_RUNTIME", "On Azure and under Core Tools: `dotnet-isolated`."),
        ("AZURE_CLIENT_ID", "Which user-assigned identity the app signs in with."),
        ("APPLICATIONINSIGHTS_CONNECTION_STRING", "On Azure: the Application Insights that telemetry goes to."),
        ("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "On Azure: that telemetry is sent by an identity."),
    ];

    public static string Create()
    {
        var page = new StringBuilder();
        page.Append("# Settings\n\n").Append(GeneratedPage.Note);
        page.Append(
            """

            Environment variables on a laptop, app settings on Azure. `__` separates levels, as everywhere in .NET. A setting that there is not is an error that names the nearest one, at the start of
            every command and of the app; so is a wrong value. All of them are told at once.

            ## Of the app


            """);
        AppendTable(page, Settings.Where(setting => !setting.IsOfTheCommandLine));
        page.Append(
            """

            A setting of a model is taken from the first of: the request of the run, `Etl__ModelConfigs__...`, the pipeline, the default in its class. `etl plan PIPELINE --show-config` says for each where it
            comes from. A constructor parameter marked with `[Secret]` is never printed or recorded, and never taken from a request; one marked with `[SettableByRequest]` may be set over HTTP.

            ## Of the etl command


            """);
        AppendTable(page, Settings.Where(setting => setting.IsOfTheCommandLine));
        page.Append("\n## Read by libraries and by the platform\n\n| setting | meaning |\n|---|---|\n");
        foreach (var (name, meaning) in OfOthers)
        {
            page.Append($"| `{name}` | {GeneratedPage.Cell(meaning)} |\n");
        }

        page.Append("\nWhat Bicep sets on Azure is in [azure.md](azure.md#parameters); `local.settings.sample.json` has the values for Core Tools.\n");
        return page.ToString();
    }

    private static void AppendTable(StringBuilder page, IEnumerable<Setting> settings)
    {
        page.Append("| setting | meaning | value | default |\n|---|---|---|---|\n");
        foreach (var setting in settings)
        {
            page.Append($"| `{setting.Name}` | {GeneratedPage.Cell(setting.Meaning)} | {GeneratedPage.Cell(setting.Form)} | {GeneratedPage.Cell(setting.Default)} |\n");
        }
    }

    private static Setting Option(string section, string property, string value, string? form = null, string below = "") =>
        Of<EtlOptions>(section, property, form ?? Form(section), value.Length > 0 ? $"`{value}`" : "none", below);

    private static Setting Of<TOptions>(string section, string property, string form, string value, string below = "") =>
        new(section + below, section, form, value, Default().Replace(XmlDocs.Summary(typeof(TOptions), property), ""));

    private static string OfCommandLine(System.CommandLine.Option option) => $"{option.Description!.Split(". Default")[0]}; what `{option.Name}` says when it is not given.";

    // What the code says when it is given something that it can't take.
    private static string Form(string setting)
    {
        try
        {
            AppSettings.ReadOptions([KeyValuePair.Create(setting, "?")]);
        }
        catch (InvalidConfigurationException refused)
        {
            return MustBe().Match(refused.Problems.Single()).Groups["form"].Value;
        }

        throw new InvalidOperationException($"{setting} takes anything.");
    }

    private static string Text<T>(T value) => string.Create(CultureInfo.InvariantCulture, $"{value}");

    [GeneratedRegex(@"it must be (an? )?(?<form>.+)\.$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex MustBe();

    // The table has it in a column of its own.
    [GeneratedRegex(@" Default [^.]+\.$|, default [^.]+(?=\.$)", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Default();
}
