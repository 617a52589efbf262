using System.Diagnostics;
using Etl.EndToEnd.Tests.Harness;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests.Infrastructure;

/// <summary>The script by which the deployment workflow tries out what it has deployed, here against a local app.</summary>
public sealed class SmokeScriptTests
{
    private const string Key = "not-to-be-shown";

    [Fact]
    public async Task Smoke_OfAnAppThatWorks_WaitsForTheRun_AndTheSameKeyLooksAtTheSameRun()
    {
        using var folder = new TempFolder();
        await using var server = await EtlServer.StartAsync(folder.Store);

        var first = await RunAsync(folder, server, "hotels", "smoke-1");
        var again = await RunAsync(folder, server, "hotels", "smoke-1");

        Assert.Equal((0, 0), (first.ExitCode, again.ExitCode));
        Assert.Matches(@"^Run hotels-k-\w{16}\nSucceeded after \d+ s\n$", first.Output);
        Assert.Equal(first.Output.Split('\n')[0], again.Output.Split('\n')[0]);
        Assert.DoesNotContain(Key, first.Output + first.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Smoke_OfAPipelineThatThereIsNot_FailsWithTheAnswer()
    {
        using var folder = new TempFolder();
        await using var server = await EtlServer.StartAsync(folder.Store);

        var result = await RunAsync(folder, server, "hotls", "smoke-2");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("hotls", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, result.Output + result.Error, StringComparison.Ordinal);
    }

    private static async Task<EtlResult> RunAsync(TempFolder folder, EtlServer server, string pipeline, string idempotencyKey)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "The script needs bash and curl.");
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "infra", "smoke.sh"), server.Client.BaseAddress!.ToString(), pipeline, idempotencyKey])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ETL_CURL_CONFIG"] = folder.File("curl", $"header = \"x-functions-key: {Key}\"\n"),
                ["ETL_SMOKE_RETRIES"] = "0",
                ["ETL_SMOKE_POLL_SECONDS"] = "0.2",
                ["ETL_SMOKE_SECONDS"] = "120",
            },
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new EtlResult(process.ExitCode, output, await error);
    }
}
