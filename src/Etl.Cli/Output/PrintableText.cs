using System.Globalization;
using System.Text;

namespace Etl.Cli.Output;

/// <summary>
/// What sources, parameters, errors and log lines say may hold commands of the terminal: colours, a cleared screen, a moved cursor, text that runs backwards. They are shown, not carried out.
/// </summary>
internal static class PrintableText
{
    /// <summary>Whether a character does something to a terminal beside being shown. Line feeds and tabs are harmless; a lone carriage return would overwrite a line.</summary>
    public static bool IsCommand(char character) =>
        (char.IsControl(character) && character is not ('\n' or '\t')) || character is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    /// <summary>The text with such characters as JSON would escape them, so that a JSON text stays the same document.</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsCommand))
        {
            return text;
        }

        var printable = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsCommand(text[i]))
            {
                printable.Append(text[i]);
            }
            else if (text[i] != '\r' || i + 1 == text.Length || text[i + 1] != '\n')
            {
                printable.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            }
        }

        return printable.ToString();
    }
}
