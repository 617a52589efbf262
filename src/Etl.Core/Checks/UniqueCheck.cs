using Etl.Core.Checks.Keys;

namespace Etl.Core.Checks;

/// <summary>Finds rows with a key that an earlier row has.</summary>
internal sealed class UniqueCheck<TRow, TKey>(Func<TRow, TKey> key, string column, CheckRuntime runtime) : RunningCheck<TRow>
{
    private readonly KeyWriter<TKey> _writer = new();
    private readonly KeySorter _keys = new(runtime.Scratch);

    public override void Add(TRow row, long number)
    {
        if (_writer.TryWrite(key(row), number, out var record))
        {
            _keys.Add(record);
        }
    }

    public override ValueTask<CheckFinding> EndAsync(long rows, CancellationToken cancellationToken)
    {
        var failed = new FailedRows();
        KeyRecord? first = null;
        foreach (var record in _keys.Sorted())
        {
            if (first is not { } earlier || !earlier.HasSameKey(record))
            {
                first = record;
            }
            else
            {
                failed.Add(record.Row, failed.Shows(record.Row) ? $"{record.Text} as in row {earlier.Row}" : null);
            }
        }

        return new(failed.Finding($"{column} is not unique", rows));
    }

    public override void Dispose() => _keys.Dispose();
}
