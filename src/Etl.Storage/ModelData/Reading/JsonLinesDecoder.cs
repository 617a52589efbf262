using System.Globalization;

namespace Etl.Storage.ModelData.Reading;

/// <summary>Cuts a stream into lines. The buffer is as large as the longest line, and not larger than is allowed.</summary>
internal sealed class JsonLinesDecoder(Stream content, int maxBytes = JsonLinesDecoder.MaxBytes) : IRowDecoder
{
    /// <summary>More than any row that is written.</summary>
    private const int MaxBytes = 1024 * 1024 * 1024;
    private const byte LineFeed = (byte)'\n';

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private int _rowStart;
    private int _rowEnd;
    private bool _ended;

    public long Line { get; private set; }

    public ArraySegment<byte> Row => new(_buffer, _rowStart, _rowEnd - _rowStart);

    public bool TryRead() => TryTakeLine(searched: 0);

    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken) =>
        TryRead() ? new ValueTask<bool>(true) : ReadMoreAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<bool> ReadMoreAsync(CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            var searched = _end - _start;
            MakeRoom();
            var count = await content.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += count;
            _ended = count == 0;
            if (TryTakeLine(searched))
            {
                return true;
            }
        }

        // A last line without its line feed is a row all the same; whether it is whole is for the hash to say.
        if (_start == _end)
        {
            return false;
        }

        Take(_end, next: _end);
        return true;
    }

    private bool TryTakeLine(int searched)
    {
        var index = _buffer.AsSpan((_start + searched).._end).IndexOf(LineFeed);
        if (index < 0)
        {
            return false;
        }

        var end = _start + searched + index;
        Take(end, end + 1);
        return true;
    }

    private void Take(int end, int next)
    {
        Line++;
        _rowStart = _start;
        _rowEnd = end;
        _start = next;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_end >= maxBytes)
            {
                Line++;
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The line has {maxBytes:N0} bytes and more: no row is so large."));
            }

            Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, maxBytes));
        }
    }
}
