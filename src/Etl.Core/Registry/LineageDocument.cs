namespace Etl.Core.Registry;

/// <summary>Where a version comes from, or where it went, as <c>etl model lineage --json</c> and <c>GET models/{m}/lineage</c> print it.</summary>
/// <param name="Root">The version that was asked for, as <see cref="LineageNode.Id"/> names it.</param>
/// <param name="Direction">Which way was followed.</param>
/// <param name="Nodes">Each version once, nearest to the root first.</param>
/// <param name="Edges">From what was read to what was made of it.</param>
public sealed record LineageDocument(string Root, LineageDirection Direction, IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageEdge> Edges);
