using Etl.Core.Checks;
using Etl.Core.Tasks;

namespace Etl.Storage.ModelData.Writing;

/// <summary>Shows each row to the checks of its model before it is written.</summary>
internal sealed class CheckedRowWriter<TRow>(IRowWriter<TRow> writer, RowChecks<TRow> checks) : IRowWriter<TRow>
{
    public long Rows => writer.Rows;

    public ValueTask WriteAsync(TRow row, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        checks.Add(row);
        return writer.WriteAsync(row, cancellationToken);
    }
}
