using System.Buffers;
using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Storage.ModelData.Writing;

/// <summary>A file of bytes, written through a stream that the task disposes when the file is complete.</summary>
internal sealed class FileOutput : ModelOutput
{
    // Libraries that only write synchronously, and the disposal of a StreamWriter, are served from memory, since an upload
    // is asynchronous. The limit keeps a large file from filling the memory without anybody noticing.
    private const int MaxSynchronousBytes = 64 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _pending = new(ChunkBytes);
    private readonly BlobOutput _blob;
    private readonly CancellationToken _stopping;
    private bool _ended;

    public FileOutput(BlobOutput blob, CancellationToken stopping)
    {
        _blob = blob;
        _stopping = stopping;
        Stream = new FileOutputStream(this);
    }

    public override Model Model => _blob.Model;

    public override string Version => _blob.Version;

    public override long Rows => 0;

    public Stream Stream { get; }

    public override void EnsureCommittable()
    {
        _blob.EnsureWritable();
        if (!_ended)
        {
            throw new PermanentTaskException($"The stream of output '{Model.Name}' was not disposed, so the file may be incomplete. Dispose it, and any writer around it, before the task returns (await using).");
        }
    }

    public override async Task<WrittenContent> CommitAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        return await _blob.CommitAsync(Rows, cancellationToken);
    }

    public override ValueTask DisposeAsync() => _blob.DisposeAsync();

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _blob.WriteAsync(_pending.WrittenMemory, cancellationToken);
        _pending.ResetWrittenCount();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_ended, Stream);
        _stopping.ThrowIfCancellationRequested();
        _blob.EnsureWritable();
        _pending.Write(bytes);
        _blob.AppendContent(bytes);
    }

    private async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (bytes.Length < ChunkBytes)
        {
            Append(bytes.Span);
        }
        else
        {
            Append([]);
            await FlushAsync(cancellationToken);
            _blob.AppendContent(bytes.Span);
            await _blob.WriteAsync(bytes, cancellationToken);
        }

        if (_pending.WrittenCount >= ChunkBytes)
        {
            await FlushAsync(cancellationToken);
        }
    }

    private void AppendSynchronously(ReadOnlySpan<byte> bytes)
    {
        if (_pending.WrittenCount + (long)bytes.Length > MaxSynchronousBytes)
        {
            throw new NotSupportedException($"The output '{Model.Name}' was given more than {MaxSynchronousBytes / 1024 / 1024} MiB by synchronous writes, which are held in memory. Write with WriteAsync, or call FlushAsync in between.");
        }

        Append(bytes);
    }

    private sealed class FileOutputStream(FileOutput output) : WriteOnlyStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => output.AppendSynchronously(buffer);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.AppendAsync(buffer, cancellationToken);

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            if (!output._ended)
            {
                await output.FlushAsync(cancellationToken);
            }
        }

        protected override void Dispose(bool disposing)
        {
            output._ended = true;
            base.Dispose(disposing);
        }
    }
}
