using System.Text.RegularExpressions;

namespace Etl.Core.Pipelines;

/// <summary>Tells a webhook about the runs of a pipeline. The address and the signing secret are settings of the deployment, never code.</summary>
/// <param name="Webhook">A name that the settings have: 1 to 40 letters and digits, starting with a letter.</param>
/// <param name="Events">What it is told.</param>
/// <exception cref="ArgumentException">The name has a character that a webhook can't have.</exception>
public sealed partial record Notification(string Webhook, NotificationEvents Events = NotificationEvents.All)
{
    /// <summary>A name that the settings have.</summary>
    public string Webhook
    {
        get;
        init => field = Check(value);
    }
    = Check(Webhook);

    /// <summary>A scheduled run that has not ended this long after its occurrence is late; 1 minute to 7 days, default 1 hour.</summary>
    public TimeSpan LateAfter
    {
        get;
        init => field = value >= TimeSpan.FromMinutes(1) && value <= TimeSpan.FromDays(7) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A run is late 1 minute to 7 days after its occurrence.");
    }
    = TimeSpan.FromHours(1);

    /// <summary>Whether it can be the name of a webhook.</summary>
    public static bool IsValidName(string? name) => name is not null && Pattern().IsMatch(name);

    private static string Check(string name) =>
        IsValidName(name)
            ? name
            : throw new ArgumentException($"'{name}' can't be the name of a webhook: use 1 to 40 letters and digits, starting with a letter.", nameof(name));

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9]{0,39}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Pattern();
}
