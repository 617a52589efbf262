namespace Etl.Core.Registry;

/// <summary>One version was read to make another.</summary>
/// <param name="From">What was read.</param>
/// <param name="To">What was made.</param>
public sealed record LineageEdge(string From, string To);
