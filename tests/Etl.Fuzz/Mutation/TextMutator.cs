using System.Text;

namespace Etl.Fuzz.Mutation;

/// <summary>Changes texts, and makes up nasty ones.</summary>
internal static class TextMutator
{
    private const int MaxChanges = 4;

    private static readonly string[] Pieces =
    [
        "", " ", ".", "..", "../", "..\\", "/", "\\", "//", "%00", "%2e%2e%2f", "%252e", "%", "\0", "\r\n", "\n", "\t", "\u001b[31m", "\u200b", "\u202e", "\ud800", "\ud83d\ude00", "é", "ﬁ", "İ", "'", "\"", "`",
        "<script>alert(1)</script>", "{{7*7}}", "${x}", "$(id)", "; ls", "' OR 1=1--", "=1+1", "@", "+", "-", "*", "?", ",", ":", "#", "&", "[", "]", "{", "}", "[]", "{}", "null", "true", "-0", "1e999", "NaN",
        "99999999999999999999", "-1", "0", "2147483648", "2026-02-30", "0001-01-01", "9999-12-31", "2026-11-21", "CON", "nul", "aux.txt", "http://127.0.0.1/", "https://[::1]/", "file:///etc/passwd", "\\\\host\\share", "~", "C:\\",
    ];

    public static string Piece(Random random) => random.Pick(Pieces);

    public static string Mutate(Random random, string original)
    {
        var text = new StringBuilder(original);
        for (var left = 1 + random.Few(MaxChanges - 1); left > 0; left--)
        {
            Change(random, text);
        }

        return text.ToString();
    }

    private static void Change(Random random, StringBuilder text)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(text.Length - at, 1 + random.Few(16));
        switch (random.Next(7))
        {
            case 0 or 1:
                text.Insert(at, random.Pick(Pieces));
                break;
            case 2:
                text.Remove(at, length);
                break;
            case 3:
                text.Insert(random.Next(text.Length + 1), text.ToString(at, length));
                break;
            case 4 when at < text.Length:
                text[at] = (char)(random.OneIn(4) ? random.Next(char.MaxValue) : random.Next(32, 127));
                break;
            case 5:
                text.Insert(at, new string((char)random.Next(33, 127), 1 + random.Few(300)));
                break;
            default:
                text.Clear().Append(random.Pick(Pieces));
                break;
        }
    }
}
