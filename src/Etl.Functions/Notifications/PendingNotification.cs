namespace Etl.Functions.Notifications;

/// <summary>What is still to be sent. It has neither the address nor the secret of the webhook.</summary>
/// <param name="Schema">Of this record; now 1.</param>
/// <param name="Webhook">The name.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Attempts">That were begun.</param>
/// <param name="NotBefore">When it may be tried next, UTC; while it is being sent, when others may take it over.</param>
/// <param name="Document">The body.</param>
public sealed record PendingNotification(int Schema, string Webhook, DateTimeOffset CreatedAt, int Attempts, DateTimeOffset NotBefore, NotificationDocument Document)
{
    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 1;
}
