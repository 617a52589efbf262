using System.IO.Compression;
using Etl.Core.Tasks;
using Etl.Storage.ModelData.Reading;

namespace Etl.Storage.Sources;

/// <summary>
/// What a server has compressed on its way. A few kilobytes can be made to expand to terabytes: what grows out of all proportion is not read to its end.
/// </summary>
internal sealed class DecompressedStream : ReadOnlyStream
{
    /// <summary>Expansion is looked at from here on; so little can't hurt anybody.</summary>
    public const long AlwaysAllowed = 64 * 1024 * 1024;

    /// <summary>Data of people and machines shrinks to a fiftieth, seldom to a hundredth; zeros to a thousandth.</summary>
    public const int MaxRatio = 250;

    private readonly string _given;
    private readonly CountedStream _compressed;
    private readonly Stream _decompressor;
    private long _read;

    private DecompressedStream(string given, CountedStream compressed, Stream decompressor)
    {
        _given = given;
        _compressed = compressed;
        _decompressor = decompressor;
    }

    /// <summary>What a request may ask for.</summary>
    public static string Accepted => "gzip, br";

    /// <summary>The content as it was before the server encoded it.</summary>
    /// <param name="given">The source, for messages.</param>
    /// <param name="encodings">As the server names them, in the order in which they were applied.</param>
    /// <param name="content">Owned by what is returned.</param>
    /// <exception cref="SourceException">Encoded in a way that nobody asked for.</exception>
    public static Stream Create(string given, IEnumerable<string> encodings, Stream content)
    {
        switch (encodings.ToList())
        {
            case []:
            case [var none] when Is(none, "identity"):
                return content;
            case [var gzip] when Is(gzip, "gzip") || Is(gzip, "x-gzip"):
                var compressed = new CountedStream(content);
                return new DecompressedStream(given, compressed, new GZipStream(compressed, CompressionMode.Decompress));
            case [var brotli] when Is(brotli, "br"):
                compressed = new CountedStream(content);
                return new DecompressedStream(given, compressed, new BrotliStream(compressed, CompressionMode.Decompress));
            default:
                content.Dispose();
                throw new SourceException($"Source '{given}' is encoded as '{string.Join(", ", encodings)}', which nobody asked for. The server may send it as it is, or as {Accepted}.");
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Count(await _decompressor.ReadAsync(buffer, cancellationToken));
        }
        catch (Exception exception) when (IsDamaged(exception))
        {
            throw Damaged(exception);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Count(_decompressor.Read(buffer));
        }
        catch (Exception exception) when (IsDamaged(exception))
        {
            throw Damaged(exception);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _decompressor.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decompressor.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool Is(string encoding, string name) => encoding.Equals(name, StringComparison.OrdinalIgnoreCase);

    // Brotli says it so.
    private static bool IsDamaged(Exception exception) => exception is InvalidDataException or InvalidOperationException and not ObjectDisposedException;

    private SourceException Damaged(Exception exception) => new($"Source '{_given}' is not what its server says: it can't be decompressed. {exception.Message}", exception);

    private int Count(int count)
    {
        _read += count;
        return _read <= AlwaysAllowed || _read / MaxRatio <= _compressed.Count
            ? count
            : throw new SourceException($"Source '{_given}' expands to more than {MaxRatio} times what was sent, which data does not do: it is not read on. If it is right, let the server send it uncompressed.");
    }

    /// <summary>Counts what is read through it.</summary>
    private sealed class CountedStream(Stream source) : PassThroughStream(source)
    {
        public long Count { get; private set; }

        protected override void Look(ReadOnlySpan<byte> buffer, int count) => Count += count;
    }
}
