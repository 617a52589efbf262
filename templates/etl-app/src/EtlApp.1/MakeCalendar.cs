using Etl.Core.Models;
using Etl.Core.Tasks;

namespace EtlApp._1;

/// <summary>A task says what it requires and provides; from that follow the order and the levels.</summary>
public sealed class MakeCalendar : EtlTask
{
    private readonly ModelRef<CalendarDays> _days = Model.Of<CalendarDays>();

    /// <inheritdoc/>
    public override string Description => "Lists the days of the business date's year, and of the years before it.";

    /// <inheritdoc/>
    public override IReadOnlyList<ModelRef> Requires() => [];

    /// <inheritdoc/>
    public override IReadOnlyList<ModelRef> Provides() => [_days];

    /// <inheritdoc/>
    public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var last = new DateOnly(context.Job.BusinessDate.Year, 12, 31);
        var output = context.Output(_days);
        for (var date = last.AddYears(-context.Model(_days).Years).AddDays(1); date <= last; date = date.AddDays(1))
        {
            await output.WriteAsync(new CalendarDay(date, ((date.Month - 1) / 3) + 1, date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday), cancellationToken);
        }
    }
}
