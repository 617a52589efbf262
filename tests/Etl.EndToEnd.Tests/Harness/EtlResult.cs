using System.Text.Json;

namespace Etl.EndToEnd.Tests.Harness;

/// <summary>What a process left behind.</summary>
internal sealed record EtlResult(int ExitCode, string Output, string Error)
{
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }

    public EtlResult ShouldExitWith(int code)
    {
        Assert.True(ExitCode == code, $"exit code {ExitCode}, expected {code}\nstdout: {Output}\nstderr: {Error}");
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return this;
    }
}
