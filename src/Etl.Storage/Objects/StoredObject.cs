namespace Etl.Storage.Objects;

/// <summary>A small object as it was read.</summary>
/// <param name="Content">All of it.</param>
/// <param name="ETag">Opaque; changes with every write.</param>
public sealed record StoredObject(ReadOnlyMemory<byte> Content, string ETag);
