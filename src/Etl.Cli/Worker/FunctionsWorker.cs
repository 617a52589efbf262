#if AZURE_SDK
using Etl.Core.Pipelines;
using Etl.Functions;
using Etl.Functions.Http;
using Etl.Storage.Objects;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Etl.Cli.Worker;

/// <summary>The app as the worker of a Functions host. Exists in the Azure build only; the platform's telemetry packages are called here and nowhere else.</summary>
internal static class FunctionsWorker
{
    public static async Task<int> RunAsync(string[] args, PipelineCatalog catalog)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware(AnswerStoreFailuresAsync);
        var storeOptions = EtlConfiguration.ReadStore(builder.Configuration);
        if (storeOptions is { Connection: null, BlobServiceUri: null })
        {
            throw new InvalidConfigurationException(["Setting 'Etl:Storage' or 'Etl:Storage:blobServiceUri' is missing: say where the models are stored."]);
        }

        var store = await ObjectStores.OpenAsync(storeOptions, CancellationToken.None);
        builder.Services.AddEtl(catalog, EtlConfiguration.ReadOptions(builder.Configuration), store, EtlConfiguration.ReadSources(builder.Configuration));
        if (!string.IsNullOrEmpty(builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"]))
        {
            builder.Services.AddApplicationInsightsTelemetryWorkerService();
            builder.Services.ConfigureFunctionsApplicationInsights();
            builder.Services.Configure<LoggerFilterOptions>(TakeEventsOfLevelInformation);
        }

        using var host = builder.Build();
        await host.RunAsync();
        return ExitCode.Success;
    }

    /// <summary>What else throws stays a bare 500. The middleware before this one sends the result to the caller.</summary>
    private static async Task AnswerStoreFailuresAsync(FunctionContext context, Func<Task> next)
    {
        try
        {
            await next();
        }
        catch (Exception exception) when (StoreFailures.Answer(exception) is not null && context.GetHttpContext() is not null)
        {
            context.GetInvocationResult().Value = StoreFailures.Answer(exception);
        }
    }

    /// <summary>Application Insights adds a rule that drops what is below Warning. The alerts read the runs' starts and ends and the tick, which are Information.</summary>
    private static void TakeEventsOfLevelInformation(LoggerFilterOptions options)
    {
        const string Provider = "Microsoft.Extensions.Logging.ApplicationInsights.ApplicationInsightsLoggerProvider";
        foreach (var rule in options.Rules.Where(rule => rule.ProviderName == Provider).ToList())
        {
            options.Rules.Remove(rule);
        }
    }
}
#endif
