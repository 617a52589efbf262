using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Etl.Core.Registry;
using Etl.Storage.Objects;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Notifications;

/// <summary>Sends what is in the outbox: each notification at least once, with waits that grow between attempts. Thread-safe.</summary>
public sealed class NotificationSender : IAsyncDisposable, IDisposable
{
    /// <summary>A notification that could not be delivered for this long is given up.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);

    private const int MaxAtOnce = 4;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(3);

    private readonly Outbox _outbox;
    private readonly EtlOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<NotificationSender> _logger;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Lock _lock = new();
    private readonly Lazy<HttpClient> _client = new(CreateClient);
    private Task _soon = Task.CompletedTask;

    public NotificationSender(Outbox outbox, EtlOptions options, TimeProvider time, ILogger<NotificationSender> logger)
    {
        _outbox = outbox;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <summary>Begins to send what is due, and returns at once. What does not get through is left to the next tick.</summary>
    public void SendSoon()
    {
        lock (_lock)
        {
            _soon = SendAfterAsync(_soon);
        }
    }

    /// <summary>Sends what is due; a receiver that does not answer costs ten seconds. Returns how many were delivered.</summary>
    public async Task<int> SendDueAsync(CancellationToken cancellationToken)
    {
        if (_options.Webhooks.Count == 0)
        {
            return 0;
        }

        var delivered = 0;
        await Parallel.ForEachAsync(_outbox.ListPendingAsync(cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce, CancellationToken = cancellationToken }, async (name, token) =>
        {
            if (await TrySendAsync(name, token))
            {
                Interlocked.Increment(ref delivered);
            }
        });
        return delivered;
    }

    /// <summary>Completes when what <see cref="SendSoon"/> began has been tried.</summary>
    internal Task IdleAsync()
    {
        lock (_lock)
        {
            return _soon;
        }
    }

    /// <summary>Waits a little for what is being sent: the process of a command ends with its run.</summary>
    public async ValueTask DisposeAsync()
    {
        var last = IdleAsync();
        await Task.WhenAny(last, Task.Delay(LastChance, TimeProvider.System, CancellationToken.None));
        await _stopped.CancelAsync();
        await last;
        Dispose();
    }

    /// <summary>Breaks off what is being sent; a tick sends it again.</summary>
    public void Dispose()
    {
        // Its token source stays: what is still being broken off looks at it.
        _stopped.Cancel();
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private async Task SendAfterAsync(Task earlier)
    {
        await Task.Yield();
        await earlier;
        try
        {
            await SendDueAsync(_stopped.Token);
        }
        catch (OperationCanceledException)
        {
            // The next tick, of whatever process, goes on.
        }
#pragma warning disable CA1031 // nobody waits for this
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotificationsFailed(_logger, exception.Message);
        }
    }

    private async Task<bool> TrySendAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            if (await _outbox.TakeAsync(name, Lease, cancellationToken) is not { } taken)
            {
                return false;
            }

            var error = await PostAsync(taken, cancellationToken);
            if (error is null)
            {
                await _outbox.RemoveAsync(taken, cancellationToken);
                Log.NotificationDelivered(_logger, taken.Document.Id, taken.Webhook);
                return true;
            }

            await FailedAsync(taken, error, cancellationToken);
        }
        catch (StoreException exception)
        {
            Log.NotificationsFailed(_logger, exception.Message);
        }

        return false;
    }

    private async Task FailedAsync(PendingNotification taken, string error, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (now - taken.CreatedAt >= GiveUpAfter)
        {
            Log.NotificationGivenUp(_logger, taken.Document.Id, taken.Webhook, taken.Attempts, error);
            await _outbox.RemoveAsync(taken, cancellationToken);
            return;
        }

        var wait = FirstWait * Math.Pow(2, Math.Min(taken.Attempts - 1, 20));
        var again = now + (wait < LongestWait ? wait : LongestWait);
        Log.NotificationNotDelivered(_logger, taken.Document.Id, taken.Webhook, taken.Attempts, error, again);
        await _outbox.PutBackAsync(taken, again, cancellationToken);
    }

    /// <summary>Why it was not delivered; null when it was. Without the address, which may be a secret.</summary>
    private async Task<string?> PostAsync(PendingNotification taken, CancellationToken cancellationToken)
    {
        if (!_options.Webhooks.TryGetValue(taken.Webhook, out var webhook))
        {
            return "The webhook has no address any more.";
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(taken.Document, RegistryJson.Options);
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(webhook.Secret, _time.GetUtcNow(), body));
        request.Headers.Add("Etl-Event", taken.Document.Event);
        request.Headers.Add("Etl-Event-Id", taken.Document.Id);
        using var timeout = new CancellationTokenSource(RequestTimeout, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await _client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            return response.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"It answered {(int)response.StatusCode}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"It did not answer within {RequestTimeout.TotalSeconds:0} s.";
        }
        catch (HttpRequestException exception)
        {
            return $"It can't be reached ({exception.HttpRequestError}).";
        }
    }

    private static HttpClient CreateClient()
    {
#pragma warning disable CA2000 // the client disposes it
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = RequestTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
#pragma warning restore CA2000
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
