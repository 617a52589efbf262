namespace Etl.Hotels.Cleaning;

/// <summary>How files say that there is no value.</summary>
internal static class Missing
{
    public static bool Is(string text)
    {
        var trimmed = text.AsSpan().Trim();
        return trimmed.Length switch
        {
            0 => true,
            2 => trimmed.Equals("NA", StringComparison.OrdinalIgnoreCase),
            4 => trimmed.Equals("NULL", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
    }

    /// <summary>The text without the spaces around it, or null when there is none.</summary>
    public static string? ToNull(string text) => Is(text) ? null : text.Trim();
}
