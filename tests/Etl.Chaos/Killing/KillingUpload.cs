using Etl.Storage.Objects;

namespace Etl.Chaos.Killing;

/// <summary>An upload whose process may die before, in the middle of and after it.</summary>
internal sealed class KillingUpload(ObjectUpload inner, string operation, KillSwitch kill) : ObjectUpload
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        await inner.WriteAsync(bytes, cancellationToken);
        if (KillPoint.UploadMiddle.StartsWith(operation, StringComparison.Ordinal))
        {
            kill.Reach(KillPoint.UploadMiddle);
        }
    }

    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        kill.Reach(operation + KillPoint.Before);
        await inner.CommitAsync(cancellationToken);
        kill.Reach(operation + KillPoint.After);
    }

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
