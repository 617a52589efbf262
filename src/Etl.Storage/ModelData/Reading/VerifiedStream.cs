using System.Security.Cryptography;
using Etl.Core.Registry;
using Etl.Storage.Caching;

namespace Etl.Storage.ModelData.Reading;

/// <summary>The stored bytes of one blob. It fails instead of ending when they are not those that were committed; when they are, the copy that was made of them is kept.</summary>
internal sealed class VerifiedStream(ModelVersion version, VersionPart part, Stream stored, CacheEntry? copy) : PassThroughStream(stored)
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _count;
    private bool _verified;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            copy?.Dispose();
        }

        base.Dispose(disposing);
    }

    protected override void Look(ReadOnlySpan<byte> buffer, int count)
    {
        if (count > 0)
        {
            _hash.AppendData(buffer[..count]);
            copy?.Write(buffer[..count]);
            _count += count;
            if (_count > part.Bytes)
            {
                throw ModelContentException.Damaged(version, part, $"it has more than {part.Bytes} bytes");
            }
        }
        else if (!buffer.IsEmpty && !_verified)
        {
            Verify();
            _verified = true;
            copy?.Commit(part.BlobSha256);
        }
    }

    private void Verify()
    {
        if (_count != part.Bytes)
        {
            throw ModelContentException.Damaged(version, part, $"it has {_count} bytes instead of {part.Bytes}");
        }

        if (Convert.ToHexStringLower(_hash.GetCurrentHash()) != part.BlobSha256)
        {
            throw ModelContentException.Damaged(version, part, "sha256 differs");
        }
    }
}
