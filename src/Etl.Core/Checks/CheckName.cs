using System.Text.Json;
using System.Text.RegularExpressions;

namespace Etl.Core.Checks;

/// <summary>Makes the names of checks from the lambdas that they are declared with.</summary>
internal static partial class CheckName
{
    private const int MaxLength = 100;

    public static string Checked(string name) =>
        !string.IsNullOrWhiteSpace(name) && name.Length <= MaxLength
            ? name
            : throw new ArgumentException($"The name of a check has 1 to {MaxLength} characters.", nameof(name));

    /// <summary><c>b => b.Country</c> is <c>country</c>, <c>b => (b.Hotel, b.Id)</c> is <c>hotel, id</c>.</summary>
    public static string ColumnOf(string lambda)
    {
        var match = Lambda().Match(lambda);
        if (!match.Success)
        {
            return Short(lambda);
        }

        var parameter = Regex.Escape(match.Groups["parameter"].Value);
        var body = Whitespace().Replace(match.Groups["body"].Value, " ").Trim();
        if (body.StartsWith('(') && body.EndsWith(')') && body.IndexOf(')', StringComparison.Ordinal) == body.Length - 1)
        {
            body = body[1..^1].Trim();
        }

        return Short(Regex.Replace(body, $@"\b{parameter}\.(?<path>\w+(!?\.\w+)*)", column => CamelCase(column.Groups["path"].Value), RegexOptions.ExplicitCapture, Regex.InfiniteMatchTimeout));
    }

    private static string CamelCase(string path) => string.Join('.', path.Split('.').Select(name => JsonNamingPolicy.CamelCase.ConvertName(name.TrimEnd('!'))));

    private static string Short(string text) => text.Length <= MaxLength - 20 ? text : text[..(MaxLength - 20)];

    [GeneratedRegex(@"^\s*(static\s+)?\(?\s*([\w.<>?]+\s+)?(?<parameter>@?\w+)\s*\)?\s*=>(?<body>.*)$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Lambda();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Whitespace();
}
