namespace Etl.Core.Checks;

internal sealed class FreshCheck<TRow>(Func<TRow, DateTimeOffset?> value, string column, TimeSpan within, CheckRuntime runtime) : RunningCheck<TRow>
{
    private DateTimeOffset? _newest;

    public override void Add(TRow row, long number)
    {
        if (value(row) is { } time && !(time <= _newest))
        {
            _newest = time;
        }
    }

    public override ValueTask<CheckFinding> EndAsync(long rows, CancellationToken cancellationToken)
    {
        var endOfDay = new DateTimeOffset(runtime.BusinessDate.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(1);
        var oldest = endOfDay - within;
        return new(_newest is not { } newest ? CheckFinding.OfWhole($"no row has a value in {column}, expected one of {oldest:u} or later")
            : newest < oldest ? CheckFinding.OfWhole($"the newest {column} is {newest.ToUniversalTime():u}, expected {oldest:u} or later for the business date {runtime.BusinessDate:yyyy-MM-dd}")
            : CheckFinding.Passed);
    }
}
