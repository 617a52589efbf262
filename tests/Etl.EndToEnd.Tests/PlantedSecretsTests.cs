using System.Diagnostics;
using System.Text;
using Etl.EndToEnd.Tests.Harness;
using Etl.EndToEnd.Tests.Telemetry;

namespace Etl.EndToEnd.Tests;

/// <summary>
/// Keys of every kind that the program is given, in the places where users put them, and a look at all that it writes: store, hub, logs, both outputs, answers over HTTP, what a collector gets.
/// Secret settings of models have tests of their own (SecretTests, SecretSettingsTests), as the hotels have none.
/// </summary>
public sealed class PlantedSecretsTests
{
    private const string WebhookKey = "planted-webhook-key-7Hq2";
    private const string WebhookPath = "planted-webhook-path-7Hq2";
    private const string FunctionKey = "planted-function-key-7Hq2";
    private const string CollectorKey = "planted-collector-key-7Hq2";
    private const string Signature = "planted-signature-7Hq2";
    private const string AccountKey = "cGxhbnRlZC1hY2NvdW50LWtleS03SHEy";
    private static readonly string[] Planted = [WebhookKey, WebhookPath, FunctionKey, CollectorKey, Signature, AccountKey, "planted-account-key-7Hq2"];

    [Fact]
    public async Task RunsThatEndWellAndBadly_WriteNoKeyAnywhere()
    {
        await using var collector = await OtlpCollector.StartAsync();
        using var folder = new TempFolder();
        var printed = new StringBuilder();

        var good = (await RunAsync("run", "hotels.resort", "--store", folder.Store, "--json", "--verbose")).ShouldExitWith(0).Json().GetProperty("runId").GetString()!;
        var bad = (await RunAsync("run", "hotels.resort", "--store", folder.Store, "--json", "--verbose", "--model", $"RawBookings.Resort.path={folder.File("bad.csv", "hotel,adr\nx,1\n")}")).ShouldExitWith(1).Json().GetProperty("runId").GetString()!;
        foreach (var run in new[] { good, bad })
        {
            await RunAsync("show", run, "--store", folder.Store);
            await RunAsync("logs", run, "--store", folder.Store);
        }

        await RunAsync("plan", "hotels.resort", "--show-config", "--json");
        await RunAsync("doctor", "--store", folder.Store, "--verbose");
        (await RunAsync("run", "hotels.resort", "--store", folder.Store, "--model", $"RawBookings.Resort.path=https://localhost:1/in.csv?sv=1&sig={Signature}", "--json")).ShouldExitWith(2);
        await ServeAsync();

        ShouldHaveNone(printed.ToString());
        Assert.NotEqual(0, collector.Requests);
        Assert.All(collector.Received, body => ShouldHaveNone(Encoding.UTF8.GetString(body)));
        ShouldHaveNone(folder.Path, except: "hub.json");

        async Task ServeAsync()
        {
            await using var server = await EtlServer.StartAsync(folder.Store, Plant, "--verbose");
            server.Client.DefaultRequestHeaders.Add("x-functions-key", FunctionKey);
            foreach (var path in new[] { "api/runs?limit=1", $"api/runs/{bad}", $"api/runs/{bad}/logs", "api/pipelines", "api/models", "api/models/RawBookings.Resort", "api/no-such", "api/runs?after=none", "api/openapi.json" })
            {
                using var answer = await server.Client.GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}code={FunctionKey}");
                printed.Append(answer.Headers).Append(answer.Content.Headers).Append(await answer.Content.ReadAsStringAsync());
            }

            using var body = new StringContent($$$"""{"modelConfigs": {"RawBookings.Resort": {"path": "https://localhost:1/in.csv?sig={{{Signature}}}" } } }""", Encoding.UTF8, "application/json");
            using var refused = await server.Client.PostAsync($"api/pipelines/hotels.resort/runs?code={FunctionKey}", body);
            printed.Append(refused.Headers).Append(await refused.Content.ReadAsStringAsync());
            Assert.Equal(422, (int)refused.StatusCode);
            server.Process.Interrupt();
            var result = await server.Process.WaitAsync();
            printed.Append(result.Output).Append(result.Error);
        }

        async Task<EtlResult> RunAsync(params string[] args)
        {
            await using var process = EtlProcess.Start(Plant, args);
            var result = await process.WaitAsync();
            printed.Append(result.Output).Append(result.Error);
            return result;
        }

        void Plant(ProcessStartInfo start)
        {
            start.Environment["Etl__Webhooks__ops__url"] = $"https://127.0.0.1:1/{WebhookPath}";
            start.Environment["Etl__Webhooks__ops__secret"] = WebhookKey;
            start.Environment["Etl__Key"] = FunctionKey;
            start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url;
            start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            start.Environment["OTEL_EXPORTER_OTLP_HEADERS"] = $"authorization=Bearer {CollectorKey}";
        }
    }

    [Theory]
    [InlineData($"DefaultEndpointsProtocol=http;AccountName=planted;AccountKey={AccountKey};BlobEndpoint=http://127.0.0.1:1/planted")]
    [InlineData("DefaultEndpointsProtocol=http;AccountName=planted;AccountKey=planted-account-key-7Hq2!;BlobEndpoint=http://127.0.0.1:1/planted")]
    [InlineData($"BlobEndpoint=http://127.0.0.1:1/planted;SharedAccessSignature=sv=2024&sig={Signature}")]
    public async Task StoreThatCantBeReached_DoesNotPrintItsConnectionString(string connection)
    {
        using var folder = new TempFolder();

        foreach (var command in new[] { "run hotels.resort --json --verbose", "runs", "doctor" })
        {
            await using var process = EtlProcess.Start(start => { start.Environment["Etl__Storage"] = connection; start.WorkingDirectory = folder.Path; }, command.Split(' '));
            var result = await process.WaitAsync();

            Assert.NotEqual(0, result.ExitCode);
            ShouldHaveNone(result.Output + result.Error);
        }

        ShouldHaveNone(folder.Path, except: null);
    }

    private static void ShouldHaveNone(string text) => Assert.All(Planted, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));

    private static void ShouldHaveNone(string folder, string? except)
    {
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != except))
        {
            var bytes = File.ReadAllBytes(file);
            Assert.All(Planted, secret => Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0 && bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(secret)) < 0, file));
        }
    }
}
