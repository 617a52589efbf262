using System.Text.Json;

namespace Etl.Cli.Reading;

/// <summary>The content of a version: rows, or a file. One of the two is null.</summary>
internal sealed record ModelContent(IAsyncEnumerable<JsonElement>? Rows, Stream? File);
