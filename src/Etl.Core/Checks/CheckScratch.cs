namespace Etl.Core.Checks;

/// <summary>Where unique and referential checks keep their keys.</summary>
/// <param name="Open">Makes an empty stream that can be written, read and positioned, and that leaves nothing behind when it is disposed. Only called when the keys do not fit into memory.</param>
/// <param name="KeysInMemory">How many keys of a check are held in memory, at 48 bytes each; the rest is written in sorted chunks of as many.</param>
public sealed record CheckScratch(Func<Stream> Open, int KeysInMemory = 128 * 1024)
{
    /// <summary>Keeps everything in memory.</summary>
    public static CheckScratch InMemory { get; } = new(() => new MemoryStream());
}
