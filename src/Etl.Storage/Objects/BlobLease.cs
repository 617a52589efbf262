using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Etl.Storage.Objects;

/// <summary>A lease of the blob service on an empty blob: the service's clock decides when it ends, so no machine's does.</summary>
internal sealed class BlobLease : StoreLease
{
    /// <summary>The service's longest that ends by itself. A holder that dies blocks the name for so long.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    /// <summary>Several are tried before the lease ends.</summary>
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(15);

    private readonly BlobLeaseClient _lease;
    private readonly TimeProvider _time;
    private readonly PeriodicTimer _timer;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewing;
    private long _renewedAt;

    private BlobLease(BlobLeaseClient lease, TimeProvider time, long askedAt)
    {
        _lease = lease;
        _time = time;
        _renewedAt = askedAt;
        _timer = new PeriodicTimer(RenewalInterval, time);
        _renewing = RenewRegularlyAsync();
    }

    public override CancellationToken Lost => _lost.Token;

    /// <summary>Null when somebody else has the lease, or is just making the blob.</summary>
    public static async Task<BlobLease?> TryAcquireAsync(BlockBlobClient blob, TimeProvider time, CancellationToken cancellationToken)
    {
        var lease = blob.GetBlobLeaseClient();
        try
        {
            var askedAt = time.GetTimestamp();
            await AcquireAsync(blob, lease, cancellationToken);
            return new BlobLease(lease, time, askedAt);
        }
        catch (RequestFailedException e) when (e.ErrorCode is "LeaseAlreadyPresent" or "LeaseIdMissing" or "BlobAlreadyExists" or "ConditionNotMet")
        {
            return null;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _timer.Dispose();
        await _renewing;
        try
        {
            await _lease.ReleaseAsync();
        }
        catch (Exception e) when (BlobErrors.IsOfTheService(e))
        {
            // It ends by itself.
        }

        _ended.Dispose();
    }

    private static async Task AcquireAsync(BlockBlobClient blob, BlobLeaseClient lease, CancellationToken cancellationToken)
    {
        try
        {
            await lease.AcquireAsync(Duration, conditions: null, cancellationToken);
        }
        catch (RequestFailedException e) when (BlobErrors.IsBlobMissing(e))
        {
            await blob.UploadAsync(new MemoryStream([]), new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancellationToken);
            await lease.AcquireAsync(Duration, conditions: null, cancellationToken);
        }
    }

    private async Task RenewRegularlyAsync()
    {
        try
        {
            while (await _timer.WaitForNextTickAsync(CancellationToken.None))
            {
                if (!await TryRenewAsync() && _time.GetElapsedTime(_renewedAt) >= Duration - RenewalInterval)
                {
                    await _lost.CancelAsync();
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or AggregateException)
        {
            // Given back; or who listens to the loss threw, and is stopped all the same.
        }
    }

    private async Task<bool> TryRenewAsync()
    {
        var askedAt = _time.GetTimestamp();
        try
        {
            using var late = new CancellationTokenSource(RenewalInterval, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _ended.Token);
            await _lease.RenewAsync(conditions: null, either.Token);
            _renewedAt = askedAt;
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // Broken by hand, or somebody else's.
            _renewedAt = askedAt - (_time.TimestampFrequency * (long)Duration.TotalSeconds);
            return false;
        }
        catch (Exception e) when (BlobErrors.IsOfTheService(e))
        {
            return false;
        }
    }
}
