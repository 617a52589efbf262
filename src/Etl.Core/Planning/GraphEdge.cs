namespace Etl.Core.Planning;

/// <summary>A dependency between two tasks.</summary>
/// <param name="From">The task that provides.</param>
/// <param name="To">The task that requires.</param>
/// <param name="Models">What is passed between them.</param>
public sealed record GraphEdge(string From, string To, IReadOnlyList<string> Models);
