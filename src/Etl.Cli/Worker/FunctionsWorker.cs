#if AZURE_SDK
using Etl.Cli.Telemetry;
using Etl.Cli.Worker.ApplicationInsights;
using Etl.Core.Pipelines;
using Etl.Functions;
using Etl.Functions.Http;
using Etl.Storage.Objects;
using Etl.Storage.Sources;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Etl.Cli.Worker;

/// <summary>The app as the worker of a Functions host. Exists in the Azure build only.</summary>
internal static class FunctionsWorker
{
    public static async Task<int> RunAsync(string[] args, PipelineCatalog catalog)
    {
        try
        {
            await HostAsync(args, catalog);
            return ExitCode.Success;
        }
        catch (Exception exception) when (exception is InvalidConfigurationException or StoreException)
        {
            // The Functions host writes this to its log.
            await Console.Error.WriteLineAsync($"error: {exception.Message}");
            return ExitCode.Invalid;
        }
    }

    private static async Task HostAsync(string[] args, PipelineCatalog catalog)
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
        builder.Services.AddEtl(catalog, EtlConfiguration.ReadOptions(builder.Configuration), store, SourceReader.For(EtlConfiguration.ReadSources(builder.Configuration), storeOptions));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        ApplicationInsightsExport.AddTo(builder.Services, builder.Configuration);
        await using var collector = OtlpExport.Start(builder.Configuration);
        collector?.AddTo(builder.Logging);

        using var host = builder.Build();
        ApplicationInsightsExport.Start(host);
        await host.RunAsync();
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
}
#endif
