namespace Etl.Hotels.Cleaning;

/// <summary>How files say that there is no value.</summary>
internal static class Missing
{
    public static bool Is(string text)
    {
        var trimmed = text.AsSpan().Trim();
        return trimmed.Length == 0
            || trimmed.Equals("NA", StringComparison.OrdinalIgnoreCase)
            || trimmed.Equals("NULL", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The text without the spaces around it, or null when there is none.</summary>
    public static string? ToNull(string text) => Is(text) ? null : text.Trim();
}
