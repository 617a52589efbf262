using System.Security.Cryptography;
using Etl.Storage.ModelData.Reading;

namespace Etl.Storage.Sources;

/// <summary>The bytes of a source, hashed while they are read. The hash may be asked for from another thread.</summary>
internal sealed class HashedStream(Stream source) : PassThroughStream(source)
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private volatile string? _sha256;

    /// <summary>Lower-case hexadecimal; null until the stream was read to its end.</summary>
    public string? Sha256 => _sha256;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    protected override void Look(ReadOnlySpan<byte> buffer, int count)
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
