using Etl.Core.Registry;

namespace Etl.Functions.Models;

/// <summary>A lineage while it is followed.</summary>
internal sealed class LineageGraph
{
    private readonly VersionId _root;
    private readonly OrderedDictionary<string, LineageNode> _nodes = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<(string From, string To), LineageEdge> _edges = [];
    private List<VersionId> _new = [];

    public LineageGraph(VersionId root)
    {
        _root = root;
        Add(root);
        _new.Clear();
    }

    /// <summary>Versions that were met since the last call, each once.</summary>
    public IReadOnlyList<VersionId> TakeNew()
    {
        var taken = _new;
        _new = [];
        return taken;
    }

    public void Connect(VersionId from, VersionId to)
    {
        Add(from);
        Add(to);
        _edges.TryAdd((Name(from), Name(to)), new LineageEdge(Name(from), Name(to)));
    }

    public void Describe(VersionId version, TaskCommit? commit)
    {
        if (commit?.Outputs.FirstOrDefault(output => output.Model == version.Model && output.Version == version.Version) is { } output)
        {
            _nodes[Name(version)] = _nodes[Name(version)] with
            {
                RunId = output.RunId,
                CreatedAt = output.CreatedAt,
                Rows = output.Rows,
                Sha256 = output.ContentSha256,
                CodeVersion = commit.CodeVersion,
                MadeWith = commit.FingerprintOf,
                Sources = commit.Sources.Count > 0 ? commit.Sources : null,
            };
        }
    }

    public LineageDocument ToDocument(LineageDirection direction) => new(Name(_root), direction, [.. _nodes.Values], [.. _edges.Values]);

    private static string Name(VersionId version) =>
        version.Partition is null ? $"{version.Model}@{version.Version}" : $"{version.Model}[{version.Partition}]@{version.Version}";

    private void Add(VersionId version)
    {
        if (_nodes.TryAdd(Name(version), new LineageNode(Name(version), version.Model, version.Version, version.RunId, version.Task) { Partition = version.Partition }))
        {
            _new.Add(version);
        }
    }
}
