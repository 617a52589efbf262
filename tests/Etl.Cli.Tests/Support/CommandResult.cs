using System.Text.Json;

namespace Etl.Cli.Tests.Support;

internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Fails when standard output is not exactly one document.</summary>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }

    public CommandResult ShouldExitWith(int code)
    {
        Assert.True(ExitCode == code, $"exit code {ExitCode}, expected {code}\nstdout: {Output}\nstderr: {Error}");
        return this;
    }
}
