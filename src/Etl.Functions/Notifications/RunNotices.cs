using System.Text.Json;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Objects;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Notifications;

/// <summary>
/// Decides what is told about a run, and puts it into the outbox. Every member may be called again: a notification has an id that follows from what it is
/// about, and is decided once. Pipelines that notify nobody cost nothing. Thread-safe.
/// </summary>
public sealed class RunNotices(PipelineCatalog catalog, EtlOptions options, IObjectStore store, Outbox outbox, ILogger<RunNotices> logger)
{
    private const int MaxConflicts = 20;

    /// <summary>For a run that has ended. Whether there may be something to send now.</summary>
    /// <exception cref="StoreException">The store fails: call again.</exception>
    public async Task<bool> EndedAsync(RunDocument run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        foreach (var unknown in Declared(run.Pipeline).Where(notification => !options.Webhooks.ContainsKey(notification.Webhook)))
        {
            Log.WebhookNotConfigured(logger, unknown.Webhook, run.Pipeline);
        }

        if (Notifications(run.Pipeline) is not { Count: > 0 } notifications)
        {
            return false;
        }

        switch (run.Status)
        {
            case RunStatus.Failed:
                await AddAsync(notifications, NotificationEvents.Failure, run.RunId, id => Failure(run, id), cancellationToken);
                await RememberFailureAsync(run, notifications, cancellationToken);
                return true;
            case RunStatus.Succeeded:
                return await RecoverAsync(run, notifications, cancellationToken);
            default:
                return false;
        }
    }

    /// <summary>For a scheduled run that had not ended when it should have.</summary>
    public async Task LateAsync(Pipeline pipeline, Notification notification, string runId, RunStatus status, DateOnly businessDate, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        await AddAsync([notification], NotificationEvents.Lateness, runId, id => new NotificationDocument(id, "lateness", pipeline.Name, runId, status, businessDate, deadline, Link(runId)), cancellationToken);
    }

    /// <summary>Those of a pipeline whose webhooks have addresses; it may be a pipeline that this version of the app does not have.</summary>
    public IReadOnlyList<Notification> Notifications(string pipeline) => [.. Declared(pipeline).Where(notification => options.Webhooks.ContainsKey(notification.Webhook))];

    private IReadOnlyList<Notification> Declared(string pipeline) => catalog.Pipelines.FirstOrDefault(known => known.Name == pipeline)?.Notifications ?? [];

    private async Task AddAsync(IEnumerable<Notification> notifications, NotificationEvents kind, string about, Func<string, NotificationDocument> document, CancellationToken cancellationToken)
    {
        foreach (var webhook in notifications.Where(notification => notification.Events.HasFlag(kind)).Select(notification => notification.Webhook))
        {
            await outbox.AddAsync(webhook, document(Id(about, kind, webhook)), cancellationToken);
        }
    }

    private async Task RememberFailureAsync(RunDocument run, IReadOnlyList<Notification> notifications, CancellationToken cancellationToken)
    {
        foreach (var webhook in notifications.Where(notification => notification.Events.HasFlag(NotificationEvents.Recovery)).Select(notification => notification.Webhook))
        {
            if (!await outbox.ContainsAsync(Id(run.RunId, NotificationEvents.Recovery, webhook), cancellationToken))
            {
                await ChangeStateAsync(run, run.RunId, state => !IsOutdated(run, state), cancellationToken);
                return;
            }
        }
    }

    private async Task<bool> RecoverAsync(RunDocument run, IReadOnlyList<Notification> notifications, CancellationToken cancellationToken)
    {
        if (!notifications.Any(notification => notification.Events.HasFlag(NotificationEvents.Recovery))
            || await store.TryReadAsync(StateName(run.Pipeline), cancellationToken) is not { } stored
            || Read(stored) is not { RunId: { } failed } state
            || IsOutdated(run, state))
        {
            return false;
        }

        // Named by the run that had failed: of several runs that succeed at once, one is the recovery.
        await AddAsync(notifications, NotificationEvents.Recovery, failed, id => Of(run, id, "recovery") with { RecoveredFrom = failed }, cancellationToken);
        await ChangeStateAsync(run, failing: null, now => now.RunId == failed, cancellationToken);
        return true;
    }

    /// <summary>What a run has made of its pipeline, if that is so of what is stored when it is replaced.</summary>
    private async Task ChangeStateAsync(RunDocument run, string? failing, Func<FailingPipeline, bool> onlyIf, CancellationToken cancellationToken)
    {
        var name = StateName(run.Pipeline);
        var content = JsonSerializer.SerializeToUtf8Bytes(new FailingPipeline(FailingPipeline.CurrentSchema, failing, EndedAt(run)), RegistryJson.Options);
        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var stored = await store.TryReadAsync(name, cancellationToken);
            if (!onlyIf(stored is null ? FailingPipeline.Unknown : Read(stored)))
            {
                return;
            }

            if (stored is null ? await store.TryCreateAsync(name, content, cancellationToken) : await store.TryReplaceAsync(name, content, stored.ETag, cancellationToken))
            {
                return;
            }
        }

        throw new StoreException($"'{name}' could not be written: {MaxConflicts} times another process was faster.", isTransient: true);
    }

    private static NotificationDocument Failure(RunDocument run, string id) => Of(run, id, "failure") with
    {
        Error = run.Error,
        FailedTasks = [.. run.Tasks.Where(task => task.Status == RunStatus.Failed).Take(NotificationDocument.MaxTasks).Select(task => new NotificationTask(task.Name, task.Error))],
    };

    private static NotificationDocument Of(RunDocument run, string id, string kind) =>
        new(id, kind, run.Pipeline, run.RunId, run.Status, run.BusinessDate, EndedAt(run), Link(run.RunId));

    private static DateTimeOffset EndedAt(RunDocument run) => run.StartedAt.AddMilliseconds(run.DurationMs ?? 0);

    /// <summary>Whether a run that ended later has decided the state.</summary>
    private static bool IsOutdated(RunDocument run, FailingPipeline state) => EndedAt(run) < state.EndedAt;

    private static string Id(string runId, NotificationEvents kind, string webhook) => $"{runId}.{kind.ToString().ToLowerInvariant()}.{webhook}";

    private static string Link(string runId) => $"/api/runs/{runId}";

    private static string StateName(string pipeline) => $"notifications/state/{pipeline}.json";

    private static FailingPipeline Read(StoredObject stored)
    {
        try
        {
            return JsonSerializer.Deserialize<FailingPipeline>(stored.Content.Span, RegistryJson.Options) ?? FailingPipeline.Unknown;
        }
        catch (JsonException)
        {
            // Written by hand or damaged: a recovery that is not told harms less than a run that can't end.
            return FailingPipeline.Unknown;
        }
    }
}
