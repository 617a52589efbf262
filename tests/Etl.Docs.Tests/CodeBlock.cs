namespace Etl.Docs.Tests;

/// <summary>A fenced block of a page.</summary>
/// <param name="Place">Page and line, as editors open it.</param>
/// <param name="Text">Without the fences.</param>
internal sealed record CodeBlock(string Place, string Text);
