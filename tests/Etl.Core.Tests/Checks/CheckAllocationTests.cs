using Etl.Core.Checks;

namespace Etl.Core.Tests.Checks;

public sealed class CheckAllocationTests
{
    private const int Rows = 100_000;

    public static TheoryData<string> Names => [.. Declared().Select(check => check.Name)];

    /// <summary>Of one thread, so that other tests may run beside.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void RowThatPasses_AllocatesNothing(string name)
    {
        using var checks = RowChecks<Stay>.Start(new Stays(Declared().Single(check => check.Name == name)), Stays.Runtime(scratch: new CheckScratch(() => Stream.Null, 1024)))!;
        var row = new Stay(7) { Date = new DateOnly(2026, 3, 10), Tax = 3.5m };
        for (var i = 0; i < 5000; i++)
        {
            checks.Add(row);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rows; i++)
        {
            checks.Add(row);
        }

        // The list of chunks grows by an entry for each 1,024 rows.
        var perRow = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Rows;
        Assert.True(perRow < 1, $"{perRow:0.00} bytes a row");
    }

    private static ModelCheck<Stay>[] Declared()
    {
        var check = Stays.Declare;
        return
        [
            check.NotNull(s => s.Hotel),
            check.NotNull(s => s.Date),
            check.Range(s => s.Adr, 0m, 200m),
            check.Range(s => s.Tax, 0m, 200m),
            check.OneOf(s => s.Hotel, ["Sea", "City"]),
            check.Fresh(s => s.Date, TimeSpan.FromDays(1)),
            check.RowCount(),
            check.That("ids are positive", s => s.Id >= 0),
            check.Unique(s => s.Id),
            check.Unique(s => (s.Hotel, s.Adr, s.Date, s.Tax)),
        ];
    }
}
