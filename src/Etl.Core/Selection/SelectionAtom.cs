using System.Globalization;

namespace Etl.Core.Selection;

/// <summary>One pattern with its graph operators: <c>2+model:Bookings*+</c>.</summary>
/// <param name="Method">What the pattern is compared with.</param>
/// <param name="Pattern">Without operators and method; <c>*</c> stands for any text, <c>?</c> for one character.</param>
/// <param name="Upstream">How many levels of upstream tasks are taken as well: null for none, <see cref="AllLevels"/> for all.</param>
/// <param name="Downstream">The same for downstream tasks.</param>
/// <param name="Position">Where it begins in the expression; the first character is 1.</param>
public sealed record SelectionAtom(SelectionMethod Method, string Pattern, int? Upstream, int? Downstream, int Position)
{
    /// <summary>As far as the graph goes.</summary>
    public const int AllLevels = int.MaxValue;

    /// <summary>As it can be parsed again.</summary>
    public override string ToString()
    {
        var method = Method == SelectionMethod.Name ? "" : $"{SelectionParser.PrefixOf(Method)}";
        return $"{Levels(Upstream)}{(Upstream is null ? "" : "+")}{method}{Pattern}{(Downstream is null ? "" : "+")}{Levels(Downstream)}";
    }

    private static string Levels(int? levels) => levels is null or AllLevels ? "" : levels.Value.ToString(CultureInfo.InvariantCulture);
}
