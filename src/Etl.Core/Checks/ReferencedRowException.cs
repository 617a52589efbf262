namespace Etl.Core.Checks;

/// <summary>The key of a referenced model's row could not be had.</summary>
internal sealed class ReferencedRowException(long row, Exception cause) : Exception(cause.Message, cause)
{
    public long Row { get; } = row;
}
