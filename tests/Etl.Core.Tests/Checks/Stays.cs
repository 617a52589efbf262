using Etl.Core.Checks;
using Etl.Core.Models;

namespace Etl.Core.Tests.Checks;

/// <summary>A model with the checks that a test gives it.</summary>
internal sealed class Stays : Model<Stay>
{
    private readonly IReadOnlyList<ModelCheck<Stay>> _checks;

    public Stays(params IReadOnlyList<ModelCheck<Stay>> checks)
    {
        _checks = checks;
        Initialize("Stays", null, null);
    }

    public static CheckBuilder<Stay> Declare => Check;

    public override IReadOnlyList<ModelCheck<Stay>> Checks => _checks;

    /// <summary>What a check says of rows.</summary>
    public static async Task<CheckResult> CheckAsync(ModelCheck<Stay> check, IEnumerable<Stay> rows, CheckRuntime? runtime = null)
    {
        using var checks = RowChecks<Stay>.Start(new Stays(check), runtime ?? Runtime());
        foreach (var row in rows)
        {
            checks!.Add(row);
        }

        return Assert.Single(await checks!.CompleteAsync(TestContext.Current.CancellationToken));
    }

    public static Task<CheckResult> CheckAsync(ModelCheck<Stay> check, params Stay[] rows) => CheckAsync(check, rows.AsEnumerable());

    public static CheckRuntime Runtime(long? previousRows = null, CheckScratch? scratch = null) =>
        new(new DateOnly(2026, 3, 10), previousRows, null!, null!, scratch ?? CheckScratch.InMemory);
}
