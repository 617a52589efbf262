using Etl.Cli.Output;
using Etl.Core.Pipelines;

namespace Etl.Cli;

/// <summary>The whole of an app: <c>return await EtlApp.RunAsync(args, MyPipelines.Catalog);</c></summary>
public static class EtlApp
{
    private const string FunctionsHostArgument = "--functions-uri";

    /// <summary>Runs the command that the arguments name and returns the exit code of the process. Started by a Functions host, it is the worker.</summary>
    public static async Task<int> RunAsync(string[] args, PipelineCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(catalog);
        if (args.Contains(FunctionsHostArgument, StringComparer.Ordinal))
        {
#if AZURE_SDK
            return await Worker.FunctionsWorker.RunAsync(args, catalog);
#else
            await Console.Error.WriteLineAsync("error: a Functions host started the stand-alone build of this app. Build it with AzureSdk=true (AzureSdk=true func start, or dotnet publish -p:AzureSdk=true).");
            return ExitCode.Invalid;
#endif
        }

        using var interrupt = new Running.InterruptSignal();
        await using var output = new StandardStream(Console.Out, hasResults: true);
        await using var error = new StandardStream(Console.Error, hasResults: false);
        return await new CliApp(catalog, output, error, interrupt) { Terminal = Terminal.OfThisProcess }.RunAsync(args);
    }
}
