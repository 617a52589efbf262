#if AZURE_SDK
using Etl.Core.Pipelines;
using Etl.Functions;
using Etl.Storage.Objects;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Etl.Cli.Worker;

/// <summary>The app as the worker of a Functions host. Exists in the Azure build only; the platform's telemetry packages are called here and nowhere else.</summary>
internal static class FunctionsWorker
{
    public static async Task<int> RunAsync(string[] args, PipelineCatalog catalog)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
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
        }

        using var host = builder.Build();
        await host.RunAsync();
        return ExitCode.Success;
    }
}
#endif
