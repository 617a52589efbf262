using Etl.Cli.Running;
using Etl.Core.Pipelines;

namespace Etl.Cli.Tests.Support;

/// <summary>Runs commands in this process, on a catalog of the test.</summary>
internal static class CommandLine
{
    public static Task<CommandResult> RunAsync(PipelineCatalog catalog, params string[] args) => RunAsync(catalog, new HostParts(), args);

    public static async Task<CommandResult> RunAsync(PipelineCatalog catalog, HostParts parts, params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        using var interrupt = new InterruptSignal();
        var exitCode = await new CliApp(catalog, output, error, interrupt) { Parts = parts }.RunAsync(args);
        return new CommandResult(exitCode, output.ToString(), error.ToString());
    }
}
