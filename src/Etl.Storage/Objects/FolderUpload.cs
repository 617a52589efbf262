namespace Etl.Storage.Objects;

/// <summary>A file that is written aside, and gets its name when it is committed.</summary>
internal sealed class FolderUpload(FolderObjectStore store, string name) : ObjectUpload
{
    private TempFile? _temp;
    private bool _isClosed;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        try
        {
            _temp ??= store.CreateTemp();
            await _temp.WriteAsync(bytes, cancellationToken);
        }
        catch (Exception e) when (store.Errors.Covers(e))
        {
            throw store.Errors.Translate(e, name, "written");
        }
    }

    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        _isClosed = true;
        await store.RunAsync(name, "written", CommitAsync, cancellationToken);

        async Task<bool> CommitAsync()
        {
            _temp ??= store.CreateTemp();
            _temp.Finish();
            await store.ReplaceAsync(_temp, name, cancellationToken);
            return true;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _isClosed = true;
        if (_temp is { } temp)
        {
            _temp = null;
            await Task.Run(temp.Dispose);
        }
    }
}
