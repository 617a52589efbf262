using System.Globalization;
using System.Text;
using Etl.Core.Planning;
using Etl.Core.Text;

namespace Etl.Core.Selection;

/// <summary>Reads one expression from left to right and reports all that is wrong with it, each with its position.</summary>
internal sealed class SelectionParser(string text, string kind, ICollection<PlanProblem> problems)
{
    private static readonly string[] Methods = ["group:", "model:", "tag:"];
    private int _atoms;

    public static string PrefixOf(SelectionMethod method) => Methods[(int)method - 1];

    /// <summary>What could be read, so that its names can be checked although there are problems; null when nothing could.</summary>
    public SelectionExpression? Parse()
    {
        if (text.Length > SelectionExpression.MaxLength)
        {
            Report(null, $"it has {text.Length} characters; an expression may have {SelectionExpression.MaxLength}. Use wildcards, groups or tags.");
            return null;
        }

        var terms = new List<SelectionTerm>();
        var start = 0;
        while (NextTerm(ref start) is var end && end > start)
        {
            if (Term(start, end) is { Atoms.Count: > 0 } term)
            {
                terms.Add(term);
            }

            start = end;
        }

        if (_atoms == 0)
        {
            Report(null, "it is empty. Name tasks, or leave it out to have all.");
        }
        else if (_atoms > SelectionExpression.MaxAtoms)
        {
            Report(null, $"it names {_atoms} things; an expression may name {SelectionExpression.MaxAtoms}. Use wildcards, groups or tags.");
            return null;
        }

        return terms.Count > 0 ? new SelectionExpression(text, terms) : null;
    }

    /// <summary>Moves to the next character that is no white space, and returns where the white space after that begins.</summary>
    private int NextTerm(ref int start)
    {
        while (start < text.Length && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        var end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return end;
    }

    private SelectionTerm Term(int start, int end)
    {
        var atoms = new List<SelectionAtom>();
        while (start <= end)
        {
            var comma = text.IndexOf(',', start, end - start);
            var atomEnd = comma < 0 ? end : comma;
            _atoms++;
            if (Atom(start, atomEnd) is { } atom)
            {
                atoms.Add(atom);
            }

            start = atomEnd + 1;
        }

        return new SelectionTerm(atoms);
    }

    private SelectionAtom? Atom(int start, int end)
    {
        if (start == end)
        {
            return Report(start, "a comma has nothing on one of its sides. Atoms of an intersection are joined without white space: 'tag:nightly,group:resort'.");
        }

        var digits = SkipDigits(start, end);
        var bodyStart = digits < end - 1 && text[digits] == '+' ? digits + 1 : start;
        var plus = text.IndexOf('+', bodyStart, end - bodyStart);
        var bodyEnd = plus < 0 ? end : plus;
        if (bodyEnd == bodyStart)
        {
            return Report(plus, "this '+' has no name. It stands before a name (with its upstream tasks) or behind it (with its downstream tasks): '+name', 'name+', '2+name'.");
        }

        if (plus >= 0 && SkipDigits(plus + 1, end) < end)
        {
            return Report(plus + 1, $"behind '+' stands a number of levels or nothing, not '{Show(plus + 1, end)}'. To select both, put a blank between them.");
        }

        int? upstream = bodyStart == start ? null : Levels(start, digits);
        int? downstream = plus < 0 ? null : Levels(plus + 1, end);
        return Pattern(bodyStart, bodyEnd) is var (method, pattern) ? new SelectionAtom(method, pattern, upstream, downstream, start + 1) : null;
    }

    private (SelectionMethod Method, string Pattern)? Pattern(int start, int end)
    {
        var colon = text.IndexOf(':', start, end - start);
        var method = SelectionMethod.Name;
        if (colon >= 0)
        {
            var prefix = text[start..(colon + 1)];
            method = (SelectionMethod)(Array.IndexOf(Methods, prefix) + 1);
            if (method == SelectionMethod.Name)
            {
                Report(start, $"'{Show(start, colon + 1)}' is not a selector; there are {string.Join(", ", Methods)}.{Suggestion.DidYouMean(prefix, Methods)} A task is selected by its name alone.");
                return null;
            }

            if (colon + 1 == end)
            {
                Report(colon + 1, $"'{prefix}' has no name behind it, such as '{prefix}*'.");
                return null;
            }

            start = colon + 1;
        }

        return HasOnlyNameCharacters(start, end, method) ? (method, text[start..end]) : null;
    }

    private bool HasOnlyNameCharacters(int start, int end, SelectionMethod method)
    {
        for (var i = start; i < end; i++)
        {
            if (text[i] == '/' && method == SelectionMethod.Group)
            {
                if (i == start || i == end - 1 || text[i - 1] == '/')
                {
                    Report(i, "a '/' stands between the names of two groups: 'group:europe/resort'.");
                    return false;
                }
            }
            else if (!char.IsAsciiLetterOrDigit(text[i]) && !".-_*?".Contains(text[i], StringComparison.Ordinal))
            {
                var shown = Rune.TryGetRuneAt(text, i, out var rune) && !Rune.IsControl(rune) ? rune.ToString() : $"U+{(int)text[i]:X4}";
                Report(i, $"'{shown}' can't be part of a name: names have letters, digits, dots, underscores and hyphens; '*' stands for any text and '?' for one character.");
                return false;
            }
        }

        return true;
    }

    private int SkipDigits(int start, int end)
    {
        while (start < end && char.IsAsciiDigit(text[start]))
        {
            start++;
        }

        return start;
    }

    /// <summary>No number means all; so does one that no graph can reach.</summary>
    private int Levels(int start, int end) =>
        int.TryParse(text.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out var levels) ? levels : SelectionAtom.AllLevels;

    private string Show(int start, int end) => SelectionProblem.Excerpt(text[start..end], 0);

    private SelectionAtom? Report(int? index, string reason)
    {
        problems.Add(new SelectionProblem(kind, text, index + 1, reason));
        return null;
    }
}
