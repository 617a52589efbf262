namespace Etl.Storage.Objects;

/// <summary>Some of the notes of a listing.</summary>
/// <param name="Notes">In ordinal order of their names.</param>
/// <param name="Continuation">Where the next page begins; null after the last. Only the store that gave it understands it.</param>
public sealed record NotePage(IReadOnlyList<StoredNote> Notes, string? Continuation);
