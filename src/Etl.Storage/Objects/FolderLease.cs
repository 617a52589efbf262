namespace Etl.Storage.Objects;

/// <summary>A lease in a folder: the open file of a lock, which the system closes when the process dies.</summary>
internal sealed class FolderLease(IDisposable held) : StoreLease
{
    public override CancellationToken Lost => CancellationToken.None;

    public override ValueTask DisposeAsync()
    {
        held.Dispose();
        return ValueTask.CompletedTask;
    }
}
