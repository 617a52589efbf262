using Etl.Core.Registry;

namespace Etl.Storage.ModelData.Reading;

/// <summary>The uncompressed bytes of several parts, one after the other. Asynchronous only: the next part is opened when the one before has ended.</summary>
internal sealed class PartsStream(Stream first, IReadOnlyList<VersionPart> parts, bool haveHeaders, Func<VersionPart, CancellationToken, Task<ContentStream>> open) : ReadOnlyStream
{
    private Stream? _current = first;
    private int _index;
    private bool _isInHeader;
    private bool _isInQuotes;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (_index < parts.Count)
        {
            _current ??= await open(parts[_index], cancellationToken);
            var count = await _current.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                await _current.DisposeAsync();
                _current = null;
                _index++;
                _isInHeader = haveHeaders;
                continue;
            }

            var start = _isInHeader ? SkipHeader(buffer.Span[..count]) : 0;
            if (start < count)
            {
                buffer[start..count].CopyTo(buffer);
                return count - start;
            }
        }

        return 0;
    }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("A version of several parts can only be read asynchronously.");

    public override async ValueTask DisposeAsync()
    {
        if (_current is not null)
        {
            await _current.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _current?.Dispose();
        }

        base.Dispose(disposing);
    }

    // A name of a column may have a line feed in quotes.
    private int SkipHeader(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '"')
            {
                _isInQuotes = !_isInQuotes;
            }
            else if (bytes[i] == '\n' && !_isInQuotes)
            {
                _isInHeader = false;
                return i + 1;
            }
        }

        return bytes.Length;
    }
}
