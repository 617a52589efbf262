using Etl.Cli.Running;
using Etl.Core.Pipelines;

namespace Etl.Cli.Tests.Support;

/// <summary>Runs commands in this process, on a catalog of the test.</summary>
internal static class CommandLine
{
    public static async Task<CommandResult> RunAsync(PipelineCatalog catalog, params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        using var interrupt = new InterruptSignal();
        var exitCode = await new CliApp(catalog, output, error, interrupt).RunAsync(args);
        return new CommandResult(exitCode, output.ToString(), error.ToString());
    }
}
