namespace Etl.Storage.ModelData.Reading;

/// <summary>Hands on the bytes of another stream, which it owns, and looks at each piece on the way.</summary>
internal abstract class PassThroughStream(Stream source) : ReadOnlyStream
{
    public sealed override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await source.ReadAsync(buffer, cancellationToken);
        Look(buffer.Span, count);
        return count;
    }

    public sealed override int Read(Span<byte> buffer)
    {
        var count = source.Read(buffer);
        Look(buffer, count);
        return count;
    }

    public sealed override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>What was read; what it throws is thrown in place of handing the bytes on.</summary>
    /// <param name="buffer">That was read into.</param>
    /// <param name="count">Of bytes, from its start; 0 with a buffer that is not empty is the end.</param>
    protected abstract void Look(ReadOnlySpan<byte> buffer, int count);
}
