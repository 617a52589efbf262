using System.Runtime.CompilerServices;
using System.Text.Json;
using Etl.Core.Registry;
using Etl.Storage.Objects;

namespace Etl.Functions.Notifications;

/// <summary>
/// Notifications that were decided: pending until a receiver has answered, then only their ids, so that none is decided twice.
/// All members throw <see cref="StoreException"/> when the store fails. Thread-safe, and safe against other processes.
/// </summary>
public sealed class Outbox(IObjectStore store, TimeProvider time)
{
    private const string PendingPrefix = "notifications/pending/";

    /// <summary>The names of the notifications that were not delivered, in ordinal order.</summary>
    public async IAsyncEnumerable<string> ListPendingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in store.ListAsync(PendingPrefix, cancellationToken))
        {
            yield return name;
        }
    }

    /// <summary>Whether the notification was decided before, delivered or not.</summary>
    public async Task<bool> ContainsAsync(string id, CancellationToken cancellationToken) =>
        await store.TryReadAsync(Done(id), cancellationToken) is not null || await store.TryReadAsync(Pending(id), cancellationToken) is not null;

    /// <summary>Decides that a notification is sent, unless that was done before.</summary>
    public async Task AddAsync(string webhook, NotificationDocument document, CancellationToken cancellationToken)
    {
        if (await store.TryReadAsync(Done(document.Id), cancellationToken) is null)
        {
            var now = time.GetUtcNow();
            await store.PutOnceAsync(Pending(document.Id), Serialize(new PendingNotification(PendingNotification.CurrentSchema, webhook, now, 0, now, document)), cancellationToken);
        }
    }

    /// <summary>
    /// Takes a notification that is due, to send it: for as long as the lease nobody else gets it. Null when it is gone, not due, or somebody else was first.
    /// </summary>
    public async Task<PendingNotification?> TakeAsync(string name, TimeSpan lease, CancellationToken cancellationToken)
    {
        if (await store.TryReadAsync(name, cancellationToken) is not { } stored || Read(name, stored) is not { } pending || pending.NotBefore > time.GetUtcNow())
        {
            return null;
        }

        if (await store.TryReadAsync(Done(pending.Document.Id), cancellationToken) is not null)
        {
            // Delivered by a process that died before it could say so here.
            await store.DeleteAsync(name, cancellationToken);
            return null;
        }

        var taken = pending with { Attempts = pending.Attempts + 1, NotBefore = time.GetUtcNow() + lease };
        return await store.TryReplaceAsync(name, Serialize(taken), stored.ETag, cancellationToken) ? taken : null;
    }

    /// <summary>Says when a notification that was not delivered may be taken again.</summary>
    public async Task PutBackAsync(PendingNotification taken, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        var name = Pending(taken.Document.Id);
        if (await store.TryReadAsync(name, cancellationToken) is { } stored && Read(name, stored) is { } current && current.Attempts == taken.Attempts)
        {
            await store.TryReplaceAsync(name, Serialize(taken with { NotBefore = notBefore }), stored.ETag, cancellationToken);
        }
    }

    /// <summary>The notification is sent no more.</summary>
    public async Task RemoveAsync(PendingNotification taken, CancellationToken cancellationToken)
    {
        await store.PutOnceAsync(Done(taken.Document.Id), "{}"u8.ToArray(), cancellationToken);
        await store.DeleteAsync(Pending(taken.Document.Id), cancellationToken);
    }

    private static string Pending(string id) => $"{PendingPrefix}{id}.json";

    private static string Done(string id) => $"notifications/done/{id}.json";

    private static byte[] Serialize(PendingNotification pending) => JsonSerializer.SerializeToUtf8Bytes(pending, RegistryJson.Options);

    private static PendingNotification? Read(string name, StoredObject stored)
    {
        try
        {
            var pending = JsonSerializer.Deserialize<PendingNotification>(stored.Content.Span, RegistryJson.Options);
            return pending is { Schema: <= PendingNotification.CurrentSchema } ? pending : null;
        }
        catch (JsonException exception)
        {
            throw new StoreException($"'{name}' can't be read: {exception.Message} Delete it: the notification is then not sent.", isTransient: false, exception);
        }
    }
}
