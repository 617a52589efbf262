namespace Etl.Storage.Objects;

/// <summary>A note as a listing returns it.</summary>
public sealed record StoredNote(string Name, IReadOnlyDictionary<string, string> Values);
