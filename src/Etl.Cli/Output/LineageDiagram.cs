using System.Text;
using Etl.Core.Registry;
using Spectre.Console;

namespace Etl.Cli.Output;

/// <summary>A lineage as a tree on the terminal, or as the source of a diagram.</summary>
internal static class LineageDiagram
{
    /// <summary>Each version is opened where it stands first; below that it is only named.</summary>
    public static Tree Tree(LineageDocument lineage)
    {
        var nodes = lineage.Nodes.ToDictionary(node => node.Id, StringComparer.Ordinal);
        var next = lineage.Direction == LineageDirection.Up
            ? lineage.Edges.ToLookup(edge => edge.To, edge => edge.From, StringComparer.Ordinal)
            : lineage.Edges.ToLookup(edge => edge.From, edge => edge.To, StringComparer.Ordinal);
        var tree = new Tree(Label(nodes[lineage.Root]));
        var opened = new HashSet<string>([lineage.Root], StringComparer.Ordinal);
        var open = new Stack<(IEnumerator<string> Next, IHasTreeNodes Place)>([(Open(lineage.Root, tree), tree)]);
        while (open.TryPeek(out var current))
        {
            if (!current.Next.MoveNext())
            {
                open.Pop().Next.Dispose();
            }
            else if (opened.Add(current.Next.Current))
            {
                var place = current.Place.AddNode(Label(nodes[current.Next.Current]));
                open.Push((Open(current.Next.Current, place), place));
            }
            else
            {
                current.Place.AddNode(Markup.Escape($"{current.Next.Current} (see above)"));
            }
        }

        return tree;

        IEnumerator<string> Open(string id, IHasTreeNodes place)
        {
            foreach (var source in lineage.Direction == LineageDirection.Up ? nodes[id].Sources ?? [] : [])
            {
                place.AddNode(Markup.Escape($"source {source.Location}{(source.Version is null ? "" : $" ({source.Version})")}"));
            }

            return next[id].GetEnumerator();
        }
    }

    /// <summary>For mermaid.js.org.</summary>
    public static string Mermaid(LineageDocument lineage)
    {
        var ids = lineage.Nodes.Select((node, i) => (node.Id, Name: $"v{i + 1}")).ToDictionary(pair => pair.Id, pair => pair.Name, StringComparer.Ordinal);
        var text = new StringBuilder("flowchart LR\n");
        foreach (var node in lineage.Nodes)
        {
            text.Append("  ").Append(ids[node.Id]).Append("[\"").Append(node.Id).Append("<br/>").Append(node.Task).Append("\"]\n");
        }

        foreach (var edge in lineage.Edges)
        {
            text.Append("  ").Append(ids[edge.From]).Append(" --> ").Append(ids[edge.To]).Append('\n');
        }

        return text.ToString();
    }

    private static string Label(LineageNode node)
    {
        var size = node.Rows is { } rows ? $", {Readable.Count(rows)} rows" : ", its record was deleted";
        return Markup.Escape($"{node.Id} by {node.Task} of {node.RunId}{size}");
    }
}
