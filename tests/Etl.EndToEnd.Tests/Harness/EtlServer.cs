using System.Diagnostics;
using System.Text.Json;

namespace Etl.EndToEnd.Tests.Harness;

/// <summary>A running <c>etl serve</c>.</summary>
internal sealed class EtlServer : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private readonly EtlProcess _process;

    private EtlServer(EtlProcess process, Uri uri)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = uri };
    }

    public HttpClient Client { get; }

    public EtlProcess Process => _process;

    public static Task<EtlServer> StartAsync(string store, params string[] args) => StartAsync(store, null, args);

    public static async Task<EtlServer> StartAsync(string store, Action<ProcessStartInfo>? configure, params string[] args)
    {
        const string Prefix = "Listening on ";
        var (process, line) = await EtlProcess.StartUntilAsync(text => text.StartsWith(Prefix, StringComparison.Ordinal), configure, ["serve", "--port", "0", "--store", store, .. args]);
        return new EtlServer(process, new Uri(line[Prefix.Length..]));
    }

    /// <summary>Follows a run over HTTP; its last status.</summary>
    public async Task<string> WaitForEndAsync(string runId)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            using var run = JsonDocument.Parse(await Client.GetStringAsync($"api/runs/{runId}", patience.Token));
            var status = run.RootElement.GetProperty("status").GetString()!;
            if (status is not ("Pending" or "Running"))
            {
                return status;
            }

            await Task.Delay(PollInterval, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
