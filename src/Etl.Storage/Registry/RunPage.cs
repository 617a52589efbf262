using Etl.Core.Registry;

namespace Etl.Storage.Registry;

/// <summary>Some of the runs of a list.</summary>
/// <param name="Runs">Newest first.</param>
/// <param name="Next">Asks for the next page; null after the last. ASCII that needs no escaping in a URL; only the same store understands it.</param>
public sealed record RunPage(IReadOnlyList<RunIndexEntry> Runs, string? Next);
