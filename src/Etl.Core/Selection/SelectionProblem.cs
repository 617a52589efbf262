using System.Text;
using Etl.Core.Planning;

namespace Etl.Core.Selection;

/// <summary>Something wrong with a selection, or with what is excluded from it.</summary>
/// <param name="Kind"><see cref="Selection"/> or <see cref="Exclusion"/>.</param>
/// <param name="Expression">As it was given.</param>
/// <param name="Position">Where in the expression; the first character is 1. Null when it is about the whole.</param>
/// <param name="Reason">The cause and the way out.</param>
public sealed record SelectionProblem(string Kind, string Expression, int? Position, string Reason)
    : PlanProblem("invalid-selection", Describe(Kind, Expression, Position, Reason))
{
    /// <summary>The <see cref="Kind"/> of what is selected.</summary>
    public const string Selection = "Selection";

    /// <summary>The <see cref="Kind"/> of what is excluded.</summary>
    public const string Exclusion = "Exclusion";

    private const int MaxShown = 80;
    private const int Before = 20;

    private static string Describe(string kind, string expression, int? position, string reason) =>
        $"{kind} '{Excerpt(expression, (position ?? 1) - 1)}'{(position is null ? "" : $", character {position}")}: {reason}";

    /// <summary>One line that can be printed, around the position when all would be too long.</summary>
    internal static string Excerpt(string text, int position)
    {
        var start = text.Length <= MaxShown ? 0 : Math.Clamp(position - Before, 0, text.Length - MaxShown);
        var length = Math.Min(MaxShown, text.Length - start);
        var shown = new StringBuilder(length + 6).Append(start > 0 ? "..." : "");
        foreach (var rune in text.AsSpan(start, length).EnumerateRunes())
        {
            shown.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return shown.Append(start + length < text.Length ? "..." : "").ToString();
    }
}
