namespace Etl.Core.Schemas;

/// <summary>What is different between two schemas of a model, seen by a reader that was written for the first and meets the second.</summary>
/// <param name="Kind">The worst of all differences.</param>
/// <param name="Differences">In the order of the columns before, then of the new ones.</param>
/// <remarks>
/// Compatible: a column was added, moved, or can't be null any more; an enumeration has fewer values; a string became a date, a time, a uuid or
/// an enumeration; one kind of number became another (all of them are JSON numbers). Breaking: a column was removed or renamed, or can be null
/// now; an enumeration has a new value; any other change of type.
/// </remarks>
public sealed record SchemaChange(SchemaChangeKind Kind, IReadOnlyList<SchemaDifference> Differences)
{
    /// <summary>Compares two schemas.</summary>
    public static SchemaChange Between(ModelSchema before, ModelSchema now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        var differences = Compare(before.Columns, now.Columns);
        var kind = differences.Count == 0 ? SchemaChangeKind.Same : differences.Exists(difference => difference.IsBreaking) ? SchemaChangeKind.Breaking : SchemaChangeKind.Compatible;
        return new SchemaChange(kind, differences);
    }

    private static List<SchemaDifference> Compare(IReadOnlyList<SchemaColumn> before, IReadOnlyList<SchemaColumn> now)
    {
        var known = before.ToDictionary(column => column.Name, StringComparer.Ordinal);
        var current = now.ToDictionary(column => column.Name, StringComparer.Ordinal);
        var differences = new List<SchemaDifference>();
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in before.Where(column => !told.Any(parent => IsPartOf(column.Name, parent))))
        {
            if (!current.TryGetValue(column.Name, out var found))
            {
                told.Add(column.Name);
                differences.Add(new SchemaDifference(column.Name, IsBreaking: true, $"column '{column.Name}' is gone, or has another name"));
            }
            else if (found.Type != column.Type || found.IsNullable != column.IsNullable)
            {
                if (found.Type != column.Type)
                {
                    told.Add(column.Name);
                }

                differences.AddRange(Compare(column, found));
            }
        }

        foreach (var column in now.Where(column => !known.ContainsKey(column.Name) && !told.Any(parent => IsPartOf(column.Name, parent))))
        {
            told.Add(column.Name);
            differences.Add(new SchemaDifference(column.Name, IsBreaking: false, $"column '{column.Name}' is new ({Describe(column)})"));
        }

        if (differences.Count == 0 && !before.Select(column => column.Name).SequenceEqual(now.Select(column => column.Name), StringComparer.Ordinal))
        {
            differences.Add(new SchemaDifference(null, IsBreaking: false, "the columns are in another order"));
        }

        return differences;
    }

    private static IEnumerable<SchemaDifference> Compare(SchemaColumn before, SchemaColumn now)
    {
        if (before.Type != now.Type)
        {
            yield return new SchemaDifference(before.Name, !SchemaType.CanBeReadAs(now.Type, before.Type), $"column '{before.Name}' {DescribeChange(before.Type, now.Type)}");
        }

        if (before.IsNullable != now.IsNullable)
        {
            yield return new SchemaDifference(before.Name, now.IsNullable, now.IsNullable ? $"column '{before.Name}' can be null now" : $"column '{before.Name}' can't be null any more");
        }
    }

    private static string DescribeChange(string before, string now)
    {
        if (SchemaType.ValuesOf(before) is not { } old || SchemaType.ValuesOf(now) is not { } values)
        {
            return $"is {now} now, was {before}";
        }

        string[] changes = [.. Values("has the new value", values.Except(old, StringComparer.Ordinal)), .. Values("has no more the value", old.Except(values, StringComparer.Ordinal))];
        return changes.Length == 0 ? "has its values in another order" : string.Join(" and ", changes);
    }

    private static IEnumerable<string> Values(string what, IEnumerable<string> values)
    {
        var listed = values.Select(value => $"'{value}'").ToList();
        return listed.Count == 0 ? [] : [$"{what}{(listed.Count == 1 ? "" : "s")} {string.Join(", ", listed)}"];
    }

    private static string Describe(SchemaColumn column) => column.IsNullable ? $"{column.Type}, can be null" : column.Type;

    private static bool IsPartOf(string column, string parent) =>
        column.Length > parent.Length && column.StartsWith(parent, StringComparison.Ordinal) && column[parent.Length] is '.' or '[' or '{';
}
