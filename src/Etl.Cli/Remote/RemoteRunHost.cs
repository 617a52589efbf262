using Etl.Cli.Running;
using Etl.Core.Registry;
using Etl.Functions.Http;

namespace Etl.Cli.Remote;

/// <summary>Hands runs to an app over its HTTP API.</summary>
internal sealed class RemoteRunHost(ApiClient api) : IRunHost
{
    public bool IsElsewhere => true;

    public async Task<string> StartAsync(RunRequest request, string? idempotencyKey, CancellationToken cancellationToken) =>
        (await api.PostAsync<AcceptedRun>($"pipelines/{Uri.EscapeDataString(request.Pipeline)}/runs", StartBody.Of(request), idempotencyKey, cancellationToken)).RunId;

    public async Task<string> RerunAsync(string runId, bool fromFailed, CancellationToken cancellationToken) =>
        (await api.PostAsync<AcceptedRun>($"runs/{runId}/rerun", new { FromFailed = fromFailed }, idempotencyKey: null, cancellationToken)).RunId;

    public async Task<string> StartBackfillAsync(BackfillRequest request, string idempotencyKey, CancellationToken cancellationToken) =>
        (await api.PostAsync<AcceptedBackfill>($"pipelines/{Uri.EscapeDataString(request.Run.Pipeline)}/backfills", StartBody.Of(request), idempotencyKey, cancellationToken)).Id;

    public Task ResumeBackfillAsync(string id, CancellationToken cancellationToken) => throw NotRemote("backfills resume");

    public Task CancelBackfillAsync(string id, CancellationToken cancellationToken) => api.PostAsync<AcceptedBackfill>($"backfills/{id}/cancel", body: null, idempotencyKey: null, cancellationToken);

    public Task ResumeAsync(string runId, CancellationToken cancellationToken) => throw NotRemote("resume");

    public Task CancelAsync(string runId, CancellationToken cancellationToken) => api.PostAsync<AcceptedRun>($"runs/{runId}/cancel", body: null, idempotencyKey: null, cancellationToken);

    public Task ActAsync(string runId, RunAct act, CancellationToken cancellationToken) =>
        api.PostAsync<AcceptedRun>($"runs/{runId}/{act.ToString().ToLowerInvariant()}", body: null, idempotencyKey: null, cancellationToken);

    public Task<bool> IsPausedAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>The app works on its runs whatever happens here; how a run stands is read from its document.</summary>
    public Task WorkEndedAsync(string runId, CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, CommandContext.Time, cancellationToken);

    public Task OthersEndedAsync(CommandContext context) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static CliException NotRemote(string command) => new(ExitCode.Invalid, "not-remote", $"'etl {command}' works on a store, not over HTTP.");
}
