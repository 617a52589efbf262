using System.Net;
using System.Net.Sockets;
using System.Text;
using Etl.EndToEnd.Tests.Harness;

namespace Etl.EndToEnd.Tests;

/// <summary>The commands with <c>--url</c>, against a running app.</summary>
public sealed class RemoteTests
{
    [Fact]
    public async Task Commands_WithUrl_PrintWhatTheyPrintWithStore()
    {
        using var folder = new TempFolder();
        await using var server = await EtlServer.StartAsync(folder.Store);
        var url = server.Client.BaseAddress!.ToString();

        var run = (await EtlProcess.RunAsync("run", "hotels", "--date", "2026-11-20", "--url", url, "--key", "s3cret-key", "--json")).ShouldExitWith(0);
        var runId = run.Json().GetProperty("runId").GetString()!;
        Assert.Contains($"Run {runId}: 14 tasks in 4 levels, for 2026-11-20", run.Error, StringComparison.Ordinal);
        Assert.Contains("Succeeded LoadRawBookings.Resort", run.Error, StringComparison.Ordinal);

        string[][] commands =
        [
            ["pipelines"], ["pipelines", "--json"],
            ["plan", "hotels"], ["plan", "hotels", "--json"], ["plan", "hotels", "--format", "mermaid"], ["plan", "hotels.group", "--format", "dot"],
            ["runs"], ["runs", "--json"], ["runs", "--pipeline", "hotels.resort"],
            ["show", runId, "--json"], ["show", "nobody-knows"], ["show", "nobody-knows", "--json"],
            ["models", "--json"],
            ["model", "show", "Bookings.Resort", "--json"], ["model", "show", $"Bookings.Resort@{runId}", "--json"], ["model", "show", "Bokings.Resort"],
            ["model", "cat", "MonthlyKpis.Resort"], ["model", "cat", "MonthlyKpis.Resort", "--json", "--limit", "2"], ["model", "cat", "ChainReport.Resort"], ["model", "cat", "MonthlyKpis.Resort", "--limit", "0", "--json"],
            ["model", "lineage", "GroupKpis"], ["model", "lineage", "RawBookings.City", "--down", "--json"],
            ["cancel", runId], ["rerun", runId, "--from-failed"], ["rerun", "nobody-knows"],
            ["run", "hotel"], ["run", "hotels", "-p", "nights=3", "--select", "nobody"],
        ];
        foreach (var command in commands)
        {
            var remote = await EtlProcess.RunAsync([.. command, "--url", url]);
            var local = await EtlProcess.RunAsync([.. command, "--store", folder.Store]);
            Assert.True(local.ExitCode == remote.ExitCode, $"{string.Join(' ', command)}: {local.ExitCode} and {remote.ExitCode}\n{local.Error}\n{remote.Error}");
            Assert.Equal(local.Output, remote.Output);
            Assert.Equal(WithoutHolder(local.Error), remote.Error);
        }

        var report = (await EtlProcess.RunAsync("show", runId, "--url", url)).ShouldExitWith(0);
        Assert.Contains($"Report ChainReport.Resort: {url}api/runs/{runId}/reports/ChainReport.Resort", report.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rerun_WithUrl_FollowsTheNewRunToItsEnd()
    {
        using var folder = new TempFolder();
        await using var server = await EtlServer.StartAsync(folder.Store);
        var url = server.Client.BaseAddress!.ToString();
        var first = (await EtlProcess.RunAsync("run", "hotels.resort", "--url", url, "--json")).ShouldExitWith(0).Json().GetProperty("runId").GetString()!;

        var rerun = (await EtlProcess.RunAsync("rerun", first, "--url", url, "--json")).ShouldExitWith(0).Json();

        Assert.Equal(first, rerun.GetProperty("rerunOf").GetString());
        Assert.Equal("Succeeded", rerun.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Key_IsSentAsAHeaderAndNeverPrinted()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerOnceAsync(listener, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        await using var process = EtlProcess.Start(start => start.Environment["Etl__Key"] = "s3cret-key", "runs", "--url", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", "--verbose");
        var result = (await process.WaitAsync());

        var request = await answering;
        Assert.StartsWith("GET /api/runs?limit=20 ", request, StringComparison.Ordinal);
        Assert.Contains("x-functions-key: s3cret-key", request, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("wants a function key, and not the one that was given", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", result.Error + result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostThatStartsItsWorkerAgain_IsAskedAgain()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = Task.Run(async () =>
        {
            // What a Functions host answers to calls that its worker can't answer any more.
            await AnswerOnceAsync(listener, "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            await AnswerOnceAsync(listener, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]");
        });

        (await EtlProcess.RunAsync("runs", "--json", "--url", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}")).ShouldExitWith(0);

        await answering;
    }

    [Theory]
    [InlineData("is not https", "runs", "--url", "http://etl.example.org")]
    [InlineData("must be the address of an app", "runs", "--url", "https://etl.example.org/?code=s3cret")]
    [InlineData("exclude each other", "runs", "--url", "https://etl.example.org", "--store", "x")]
    [InlineData("'etl gc' works on a store", "gc", "--url", "https://etl.example.org")]
    [InlineData("'etl publish' works on a store", "publish", "r", "--url", "https://etl.example.org")]
    [InlineData("'etl serve' works on a store", "serve", "--url", "https://etl.example.org")]
    [InlineData("'etl resume' works on a store", "resume", "r", "--url", "https://etl.example.org")]
    [InlineData("does not answer", "backfill", "hotels", "--from", "2026-01-01", "--to", "2026-01-02", "--url", "http://127.0.0.1:1")]
    [InlineData("shows the whole pipeline", "plan", "hotels", "--select", "x", "--url", "https://etl.example.org")]
    [InlineData("does not answer", "runs", "--url", "http://127.0.0.1:1")]
    public async Task Url_ThatCantBeUsed_IsRefusedInWords(string expected, params string[] command)
    {
        var result = (await EtlProcess.RunAsync(command)).ShouldExitWith(2);

        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", result.Error, StringComparison.Ordinal);
    }

    /// <summary>A command that starts something says which process does it.</summary>
    private static string WithoutHolder(string error) => string.Concat(error.Split('\n').Where(line => !line.StartsWith("Process ", StringComparison.Ordinal)).Select(line => line.Length == 0 ? "" : $"{line}\n"));

    private static async Task<string> AnswerOnceAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            request.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
        return request.ToString();
    }
}
