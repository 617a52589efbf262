using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Etl.Core.Registry;
using Etl.Functions.Http;
using Etl.Functions.Runs;
using Etl.Local.Hosting.Hub;

namespace Etl.Cli.Running;

/// <summary>Hands runs to the process that holds the hub, over HTTP on loopback, with the hub's token.</summary>
internal sealed class HolderRunHost : IRunHost
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private readonly HttpClient _client;
    private readonly HubHolder _holder;
    private readonly string _hubFolder;

    public HolderRunHost(HubHolder holder, string hubFolder)
    {
        _holder = holder;
        _hubFolder = hubFolder;
        _client = new HttpClient { BaseAddress = holder.Uri };
        _client.DefaultRequestHeaders.Add(HubToken.Header, holder.Token);
    }

    public bool IsElsewhere => true;

    public async Task<string> StartAsync(RunRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var path = $"api/pipelines/{Uri.EscapeDataString(request.Pipeline)}/runs";
        using var response = await SendAsync(HttpMethod.Post, path, JsonContent.Create(StartBody.Of(request), options: RegistryJson.Options), cancellationToken, idempotencyKey);
        var accepted = await response.Content.ReadFromJsonAsync<AcceptedRun>(RegistryJson.Options, cancellationToken);
        return accepted!.RunId;
    }

    public async Task<string> RerunAsync(string runId, bool fromFailed, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, $"api/runs/{runId}/rerun", JsonContent.Create(new { FromFailed = fromFailed }, options: RegistryJson.Options), cancellationToken);
        var accepted = await response.Content.ReadFromJsonAsync<AcceptedRun>(RegistryJson.Options, cancellationToken);
        return accepted!.RunId;
    }

    public async Task<string> StartBackfillAsync(BackfillRequest request, string idempotencyKey, CancellationToken cancellationToken)
    {
        var path = $"api/pipelines/{Uri.EscapeDataString(request.Run.Pipeline)}/backfills";
        using var response = await SendAsync(HttpMethod.Post, path, JsonContent.Create(StartBody.Of(request), options: RegistryJson.Options), cancellationToken, idempotencyKey);
        var accepted = await response.Content.ReadFromJsonAsync<AcceptedBackfill>(RegistryJson.Options, cancellationToken);
        return accepted!.Id;
    }

    public Task ResumeBackfillAsync(string id, CancellationToken cancellationToken) =>
        throw new CliException(ExitCode.Invalid, "hub-held", $"Backfill '{id}' can't be resumed now: another process works on this store. 'etl serve' goes on with all that was interrupted by itself; for the others, wait until that process has ended.");

    public async Task CancelBackfillAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, $"api/backfills/{id}/cancel", content: null, cancellationToken);
    }

    public Task ResumeAsync(string runId, CancellationToken cancellationToken) =>
        throw new CliException(ExitCode.Invalid, "hub-held", $"Run '{runId}' can't be resumed now: another process works on this store. 'etl serve' goes on with all interrupted runs by itself; for the others, wait until that process has ended.");

    public async Task CancelAsync(string runId, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, $"api/runs/{runId}/cancel", content: null, cancellationToken);
    }

    public async Task ActAsync(string runId, RunAct act, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, $"api/runs/{runId}/{act.ToString().ToLowerInvariant()}", content: null, cancellationToken);
    }

    public Task<bool> IsPausedAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(SuspendedInstances.In(_hubFolder).Contains(runId));

    public Task WorkEndedAsync(string runId, CancellationToken cancellationToken) => EndedAsync(cancellationToken);

    /// <summary>Completes when the holder has given the hub back, or has died.</summary>
    public async Task EndedAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PollInterval, CommandContext.Time);
        while (HubLease.ReadHolder(_hubFolder)?.Token == _holder.Token)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    public Task OthersEndedAsync(CommandContext context) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        try
        {
            var response = await _client.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? response : throw await RefusalAsync(response, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException)
        {
            var message = $"The process that works on this store does not answer any more: {exception.Message}";

            // The system tears down a connection that was just made without the client's word for it.
            throw exception is SocketException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
                ? new HolderEndedException(message, exception)
                : new CliException(ExitCode.Failed, "hub-held", message);
        }
    }

    private static async Task<CliException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            var code = response.StatusCode switch
            {
                HttpStatusCode.NotFound => "unknown-run",
                HttpStatusCode.Conflict => "conflict",
                HttpStatusCode.UnprocessableEntity => "invalid-run",
                _ => "refused",
            };
            try
            {
                var problem = JsonSerializer.Deserialize<Refusal>(text, RegistryJson.Options);
                return new CliException(ExitCode.Invalid, code, problem?.Detail ?? text, problem?.Problems);
            }
            catch (JsonException)
            {
                return new CliException(ExitCode.Invalid, code, $"The process that works on this store answered {(int)response.StatusCode}.");
            }
        }
    }

    private sealed record Refusal(string? Detail = null, IReadOnlyList<RunProblem>? Problems = null);
}
