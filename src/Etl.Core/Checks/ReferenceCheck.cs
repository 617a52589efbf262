using Etl.Core.Checks.Keys;
using Etl.Core.Models;

namespace Etl.Core.Checks;

/// <summary>Finds rows with a key that no row of another model has.</summary>
internal sealed class ReferenceCheck<TRow, TReferenced, TKey>(
    Func<TRow, TKey> key,
    string column,
    IModelRef<Model<TReferenced>> model,
    Func<TReferenced, TKey> referencedKey,
    CheckRuntime runtime) : RunningCheck<TRow>
{
    /// <summary>Sorts before the numbers of all rows that refer to the key.</summary>
    private const long Referenced = 0;
    private readonly KeyWriter<TKey> _writer = new();
    private readonly KeySorter _keys = new(runtime.Scratch);

    public override void Add(TRow row, long number)
    {
        if (_writer.TryWrite(key(row), number, out var record))
        {
            _keys.Add(record);
        }
    }

    public override async ValueTask<CheckFinding> EndAsync(long rows, CancellationToken cancellationToken)
    {
        if (_keys.Count == 0)
        {
            return CheckFinding.Passed;
        }

        long number = 0;
        await foreach (var row in runtime.Data.ReadRowsAsync((Model<TReferenced>)runtime.Models.Get(model.Name), cancellationToken))
        {
            AddReferenced(row, ++number);
        }

        var failed = new FailedRows();
        KeyRecord? there = null;
        foreach (var record in _keys.Sorted())
        {
            if (record.Row == Referenced)
            {
                there = record;
            }
            else if (there is not { } found || !found.HasSameKey(record))
            {
                failed.Add(record.Row, failed.Shows(record.Row) ? record.Text : null);
            }
        }

        return failed.Finding($"{column} is not in '{model.Name}'", rows);
    }

    private void AddReferenced(TReferenced row, long number)
    {
        try
        {
            if (_writer.TryWrite(referencedKey(row), Referenced, out var record))
            {
                _keys.Add(record);
            }
        }
        catch (Exception exception) when (exception is not IOException)
        {
            throw new ReferencedRowException(number, exception);
        }
    }

    public override void Dispose() => _keys.Dispose();
}
