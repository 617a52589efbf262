using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Etl.Hotels.Csv;

/// <summary>
/// Passes bytes on as they are and makes sure that they are UTF-8; the CSV reader would put replacement characters in the place of others.
/// Reads asynchronously only. The inner stream stays open.
/// </summary>
internal sealed class CheckedUtf8Stream(Stream inner, string location) : Stream
{
    private readonly byte[] _bytes = new byte[64 * 1024];
    private int _position;
    private int _checked;
    private int _count;
    private long _linesBefore;
    private bool _begun;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_position == _checked)
        {
            // What is left is the beginning of a character whose other bytes come with the next block.
            _bytes.AsSpan(_checked, _count - _checked).CopyTo(_bytes);
            _count -= _checked;
            (_position, _checked) = (0, 0);
            var read = await inner.ReadAsync(_bytes.AsMemory(_count), cancellationToken);
            _count += read;
            if (_count == 0)
            {
                return 0;
            }

            Check(atEnd: read == 0);
        }

        var length = Math.Min(buffer.Length, _checked - _position);
        _bytes.AsSpan(_position, length).CopyTo(buffer.Span);
        _position += length;
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is written.
    }

    private void Check(bool atEnd)
    {
        var block = _bytes.AsSpan(0, _count);
        var complete = atEnd ? block : block[..^UnfinishedCharacter(block)];
        if (!Utf8.IsValid(complete))
        {
            throw NotUtf8(complete);
        }

        _linesBefore += complete.Count((byte)'\n');
        _checked = complete.Length;
        _begun = true;
    }

    /// <summary>How many bytes at the end begin a character that goes on after them.</summary>
    private static int UnfinishedCharacter(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length <= Math.Min(3, bytes.Length); length++)
        {
            var tail = bytes[^length..];
            if (tail[0] >= 0xC0)
            {
                return Rune.DecodeFromUtf8(tail, out _, out _) == OperationStatus.NeedMoreData ? length : 0;
            }
        }

        return 0;
    }

    private Exception NotUtf8(ReadOnlySpan<byte> block)
    {
        var valid = 0;
        while (Rune.DecodeFromUtf8(block[valid..], out _, out var length) == OperationStatus.Done)
        {
            valid += length;
        }

        var isUtf16 = !_begun && block is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        return SourceFault.At(
            location,
            _linesBefore + block[..valid].Count((byte)'\n') + 1,
            $"the byte 0x{block[valid]:X2} is not UTF-8{(isUtf16 ? "; the file looks like UTF-16" : "")}.",
            "Save the file as UTF-8 and start again.");
    }
}
