using System.Security.Cryptography;
using Etl.Storage.Caching;
using Etl.Storage.Objects;

namespace Etl.Storage.ModelData.Writing;

/// <summary>The last stage of writing: hashes and counts the bytes as they are stored, and keeps a copy in the cache. Asynchronous only.</summary>
internal sealed class BlobSink(ObjectUpload upload, CacheEntry? cached, AttemptProgress progress) : WriteOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _discarded;

    public long Bytes { get; private set; }

    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>From now on what is written goes nowhere: a compressor that is disposed still writes its end.</summary>
    public void Discard() => _discarded = true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_discarded || buffer.IsEmpty)
        {
            return;
        }

        _hash.AppendData(buffer.Span);
        Bytes += buffer.Length;
        await upload.WriteAsync(buffer, cancellationToken);
        cached?.Write(buffer.Span);
        progress.AddBytes(buffer.Length);
    }

    public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException("An upload is asynchronous.");

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
