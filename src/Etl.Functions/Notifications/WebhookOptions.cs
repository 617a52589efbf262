namespace Etl.Functions.Notifications;

/// <summary>Where a webhook is, and what its requests are signed with. A class, so that no text of it shows either.</summary>
/// <param name="url">Https, or http on this machine. May itself hold a secret.</param>
/// <param name="secret">Known to the receiver.</param>
public sealed class WebhookOptions(Uri url, string secret)
{
    /// <summary>Shorter secrets are refused.</summary>
    public const int MinSecretLength = 16;

    /// <summary>Where notifications to this webhook go: https, or http on this machine. Never logged.</summary>
    public Uri Url { get; } = url;

    /// <summary>What notifications are signed with (HMAC-SHA256); the receiver knows it too. Never logged.</summary>
    public string Secret { get; } = secret;
}
