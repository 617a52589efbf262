namespace Etl.Core.Tasks;

/// <summary>Something that a task read from outside of the model store.</summary>
/// <param name="Location">A path, a URI or any other name of the source, without secrets.</param>
/// <param name="Version">What tells one state of the source from another, such as an ETag, a date or a hash; null when there is nothing of the kind.</param>
public sealed record SourceReading(string Location, string? Version = null);
