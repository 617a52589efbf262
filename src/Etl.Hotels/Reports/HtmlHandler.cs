using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;

namespace Etl.Hotels.Reports;

/// <summary>Called by the compiler for the interpolated strings of <see cref="Html.Of"/>.</summary>
[InterpolatedStringHandler]
internal readonly struct HtmlHandler
{
    private readonly StringBuilder _markup;

    public HtmlHandler(int literalLength, int formattedCount) => _markup = new StringBuilder(literalLength + (formattedCount * 16));

    public void AppendLiteral(string markup) => _markup.Append(markup);

    public void AppendFormatted(Html markup) => _markup.Append(markup);

    public void AppendFormatted(string? text) => _markup.Append(WebUtility.HtmlEncode(Readable(text ?? "")));

    public void AppendFormatted<T>(T value, string? format = null)
        where T : IFormattable => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

    public string ToMarkup() => _markup.ToString();

    /// <summary>Control characters and halves of surrogate pairs have no place in a page, encoded or not.</summary>
    private static string Readable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (!XmlConvert.IsXmlChar(text[i]))
            {
                return Readable($"{text[..i]}\uFFFD{text[(i + 1)..]}");
            }
        }

        return text;
    }
}
