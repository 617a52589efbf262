namespace Etl.Core.Schemas;

/// <summary>One difference between two schemas.</summary>
/// <param name="Column">The column's name; null when it is about all of them.</param>
/// <param name="IsBreaking">Whether a reader that was written for the schema before can fail.</param>
/// <param name="Text">In words: <c>column 'adr' is a string now, was decimal</c>.</param>
public sealed record SchemaDifference(string? Column, bool IsBreaking, string Text);
