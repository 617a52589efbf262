using Etl.Core.Checks;
using Etl.Core.Models;

namespace EtlApp._1;

/// <summary>A model is a named data set: its rows, its settings (arguments of the constructor), and what must be true of it.</summary>
public sealed class CalendarDays(int years = 1) : Model<CalendarDay>
{
    /// <summary>How many years there are, the last of them that of the business date.</summary>
    public int Years => years;

    /// <inheritdoc/>
    public override string Description => "One row for each day.";

    /// <inheritdoc/>
    public override IReadOnlyList<ModelCheck<CalendarDay>> Checks =>
    [
        Check.Unique(day => day.Date),
        Check.Range(day => day.Quarter, 1, 4),
        Check.RowCount(min: 365),
    ];
}
