using System.Text;

namespace Etl.Storage.Registry;

/// <summary>Texts that have room for so many bytes of UTF-8.</summary>
internal static class Utf8Text
{
    /// <summary>The text, or as much of it as fits, cut between characters and with a mark at its end.</summary>
    public static string Fit(string text, int maxBytes, string mark)
    {
        if (Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        var left = maxBytes - Encoding.UTF8.GetByteCount(mark);
        if (left < 0)
        {
            return "";
        }

        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
            {
                break;
            }

            kept.Append(rune);
        }

        return kept.Append(mark).ToString();
    }
}
