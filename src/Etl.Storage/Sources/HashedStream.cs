using System.Security.Cryptography;
using Etl.Storage.ModelData.Reading;

namespace Etl.Storage.Sources;

/// <summary>The bytes of a source, hashed while they are read. The hash may be asked for from another thread.</summary>
internal sealed class HashedStream(Stream source) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private volatile string? _sha256;

    /// <summary>Lower-case hexadecimal; null until the stream was read to its end.</summary>
    public string? Sha256 => _sha256;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await source.ReadAsync(buffer, cancellationToken);
        Add(buffer.Span, count);
        return count;
    }

    public override int Read(Span<byte> buffer)
    {
        var count = source.Read(buffer);
        Add(buffer, count);
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Add(ReadOnlySpan<byte> buffer, int count)
    {
        if (count > 0)
        {
            _hash.AppendData(buffer[..count]);
        }
        else if (!buffer.IsEmpty)
        {
            _sha256 ??= Convert.ToHexStringLower(_hash.GetCurrentHash());
        }
    }
}
