using Etl.Core.Tasks;

namespace Etl.Storage.Sources;

/// <summary>A source that was opened, and what the lineage says of it.</summary>
internal sealed record OpenedSource(Stream Content, SourceReading Reading);
