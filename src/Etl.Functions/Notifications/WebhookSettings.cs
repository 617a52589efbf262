using System.Globalization;
using Etl.Core.Pipelines;
using Microsoft.Extensions.Configuration;

namespace Etl.Functions.Notifications;

/// <summary>Reads <c>Etl:Webhooks</c>. No problem repeats a value: both can be secret.</summary>
internal static class WebhookSettings
{
    private const string Url = "Url";
    private const string Secret = "Secret";

    public static IReadOnlyDictionary<string, WebhookOptions> Read(IConfigurationSection section, List<string> problems)
    {
        var webhooks = new Dictionary<string, WebhookOptions>(StringComparer.OrdinalIgnoreCase);
        if (section.Value is { Length: > 0 })
        {
            problems.Add($"Setting '{section.Path}' has a value; webhooks are below it, such as {section.Path}:ops:{Url}.");
        }

        foreach (var webhook in section.GetChildren())
        {
            if (ReadOne(webhook, problems) is { } options)
            {
                webhooks[webhook.Key] = options;
            }
        }

        return webhooks;
    }

    private static WebhookOptions? ReadOne(IConfigurationSection webhook, List<string> problems)
    {
        var before = problems.Count;
        if (!Notification.IsValidName(webhook.Key))
        {
            problems.Add($"Setting '{webhook.Path}' names a webhook that there can't be: use 1 to 40 letters and digits, starting with a letter.");
        }

        if (webhook.Value is { Length: > 0 })
        {
            problems.Add($"Setting '{webhook.Path}' has a value; it has the settings {Url} and {Secret} below it.");
        }

        problems.AddRange(webhook.GetChildren()
            .Where(child => !child.Key.Equals(Url, StringComparison.OrdinalIgnoreCase) && !child.Key.Equals(Secret, StringComparison.OrdinalIgnoreCase))
            .Select(child => $"Setting '{child.Path}' is unknown; a webhook has {Url} and {Secret}."));
        if (!Uri.TryCreate(webhook[Url], UriKind.Absolute, out var url) || !IsAllowed(url))
        {
            problems.Add($"Setting '{webhook.Path}:{Url}' must be an https: address without user and password, or an http: one of this machine.");
        }

        if (webhook[Secret] is not { Length: >= WebhookOptions.MinSecretLength } secret)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"Setting '{webhook.Path}:{Secret}' must have at least {WebhookOptions.MinSecretLength} characters: what is sent is signed with it."));
            return null;
        }

        return problems.Count == before ? new WebhookOptions(url!, secret) : null;
    }

    private static bool IsAllowed(Uri url) =>
        url.UserInfo.Length == 0 && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
