using System.Security.Cryptography;
using Etl.Core.Registry;

namespace Etl.Storage.ModelData.Reading;

/// <summary>The stored bytes of a version. It fails instead of ending when they are not those that were committed.</summary>
internal sealed class VerifiedStream(ModelVersion version, Stream stored) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _count;
    private bool _verified;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await stored.ReadAsync(buffer, cancellationToken);
        Check(buffer.Span, count);
        return count;
    }

    public override int Read(Span<byte> buffer)
    {
        var count = stored.Read(buffer);
        Check(buffer, count);
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await stored.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            stored.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Check(ReadOnlySpan<byte> buffer, int count)
    {
        if (count > 0)
        {
            _hash.AppendData(buffer[..count]);
            _count += count;
            if (_count > version.Bytes)
            {
                throw ModelContentException.Damaged(version, $"it has more than {version.Bytes} bytes");
            }
        }
        else if (!buffer.IsEmpty && !_verified)
        {
            Verify();
            _verified = true;
        }
    }

    private void Verify()
    {
        if (_count != version.Bytes)
        {
            throw ModelContentException.Damaged(version, $"it has {_count} bytes instead of {version.Bytes}");
        }

        if (Convert.ToHexStringLower(_hash.GetCurrentHash()) != version.BlobSha256)
        {
            throw ModelContentException.Damaged(version, "sha256 differs");
        }
    }
}
