using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Core.Tests.Checks;

/// <summary>Checks in a run: what fails, what is recorded, and what a plan refuses.</summary>
public sealed class CheckedRunTests
{
    private static readonly ModelRef<Hotels> Hotels = Model.Of<Hotels>();
    private static readonly ModelRef<Guests> Guests = Model.Of<Guests>();

    [Fact]
    public async Task FailedCheck_FailsTheTaskForGoodAndKeepsNothing()
    {
        var result = await RunAsync(["Sea", "Sea"], ["Sea"]);

        var load = result.Tasks[0];
        Assert.Equal((RunStatus.Failed, 1), (load.Status, load.Attempts));
        Assert.Equal("CheckFailed", load.Error!.Type);
        Assert.Equal("Model 'Hotels' failed a check: unique(name): name is not unique in 1 of 2 rows: row 2 (\"Sea\" as in row 1). Nothing of the attempt was kept. Correct the data or the task, or declare the check with Warn().", load.Error.Message);
        Assert.Equal([new ModelCheckDocument("Hotels", "unique(name)", CheckSeverity.Error, false, 1, "name is not unique in 1 of 2 rows: row 2 (\"Sea\" as in row 1)")], load.Checks);
        Assert.Equal(RunStatus.Skipped, result.Tasks[1].Status);
        Assert.Throws<KeyNotFoundException>(() => result.Rows(Hotels));
    }

    [Fact]
    public async Task Reference_ToAKeyThatIsNotThere_IsReported()
    {
        var result = await RunAsync(["Sea", "City"], ["Sea", null, "Moon", "City", "Mars", "Moon"]);

        var check = Assert.Single(result.Tasks[1].Checks);
        Assert.Equal("references(hotel, Hotels)", check.Check);
        Assert.Equal((3L, "hotel is not in 'Hotels' in 3 of 6 rows: row 3 (\"Moon\"), row 5 (\"Mars\"), row 6 (\"Moon\")"), (check.Failures, check.Message));
    }

    [Fact]
    public async Task Warning_IsRecordedAndDoesNotFail()
    {
        var result = await RunAsync([], []);

        Assert.Equal(RunStatus.Succeeded, result.Status);
        Assert.Equal(["Hotels row-count", "Guests row-count"], result.Tasks.SelectMany(task => task.Checks).Select(check => $"{check.Model} {check.Check}"));
    }

    [Fact]
    public async Task PassedChecks_AreNotListed()
    {
        var result = await RunAsync(["Sea"], ["Sea"]);

        Assert.Equal(RunStatus.Succeeded, result.Status);
        Assert.All(result.Tasks, task => Assert.Empty(task.Checks));
    }

    [Fact]
    public async Task ReferencedKey_ThatThrows_IsNamedWithItsRow()
    {
        var result = await RunAsync(["Sea", "throw"], ["Sea"]);

        Assert.Equal("FaultyCheckException", result.Tasks[1].Error!.Type);
        Assert.StartsWith("Check 'references(hotel, Hotels)' of model 'Guests' threw at row 2 of 'Hotels': InvalidOperationException: ", result.Tasks[1].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_IsChecked()
    {
        var total = Model.Of<Total>();
        var task = EtlTask.Create("Add", [], [total], (context, token) => context.WriteAsync(total, new TotalRow(-1), token));

        var result = await new Orchestrator(JobContext.ForTest(), [task]).RunAsync();

        Assert.Equal("Model 'Total' failed a check: it is positive: 'it is positive' is not true. Nothing of the attempt was kept. Correct the data or the task, or declare the check with Warn().", result.Tasks[0].Error!.Message);
    }

    [Fact]
    public void Reference_ToAModelThatTheTaskDoesNotRequire_IsAProblemOfThePlan()
    {
        var problem = ProblemOf(Load([]), EtlTask.Create("CheckIn", [], [Guests], (_, _) => Task.CompletedTask));

        Assert.Equal("Check 'references(hotel, Hotels)' of model 'Guests' reads the keys of 'Hotels', which task 'CheckIn' does not require. Add 'Hotels' to its Requires().", problem.Message);
    }

    [Fact]
    public void TwoChecks_OfOneName_AreAProblemOfThePlan()
    {
        var problem = ProblemOf(EtlTask.Create("Load", [], [Model.Of<Twice>()], (_, _) => Task.CompletedTask));

        Assert.Equal("Model 'Twice' has 2 checks that are called 'range(name.length)'. Give them names of their own, with Named().", problem.Message);
    }

    [Fact]
    public void Checks_ThatCantBeDeclared_AreAProblemOfThePlan()
    {
        var problem = ProblemOf(EtlTask.Create("Load", [], [Model.Of<Broken>()], (_, _) => Task.CompletedTask));

        Assert.StartsWith("The checks of model 'Broken' can't be had: ArgumentException: No value is between 2 and 1.", problem.Message, StringComparison.Ordinal);
    }

    private static InvalidCheckProblem ProblemOf(params EtlTask[] tasks) =>
        Assert.IsType<InvalidCheckProblem>(Assert.Single(Assert.Throws<InvalidPlanException>(() => new Orchestrator(JobContext.ForTest(), tasks)).Problems.OfType<InvalidCheckProblem>()));

    private static EtlTask Load(string[] hotels) =>
        EtlTask.Create("Load", [], [Hotels], (context, token) => context.Output(Hotels).WriteAllAsync(hotels.Select(name => new HotelRow(name)), token));

    private static async Task<RunResult> RunAsync(string[] hotels, string?[] guests)
    {
        var checkIn = EtlTask.Create("CheckIn", [Hotels], [Guests], (context, token) => context.Output(Guests).WriteAllAsync(guests.Select(hotel => new GuestRow(hotel)), token));
        return await new Orchestrator(JobContext.ForTest(), [Load(hotels), checkIn]).RunAsync();
    }
}

internal sealed record HotelRow(string Name);

internal sealed record GuestRow(string? Hotel);

internal sealed record TotalRow(int Value);

internal sealed class Hotels : Model<HotelRow>
{
    public override IReadOnlyList<ModelCheck<HotelRow>> Checks => [Check.Unique(h => h.Name), Check.RowCount().Warn()];
}

internal sealed class Guests : Model<GuestRow>
{
    public override IReadOnlyList<ModelCheck<GuestRow>> Checks =>
    [
        Check.References(g => g.Hotel, Of<Hotels>(), h => h.Name == "throw" ? throw new InvalidOperationException("no name") : h.Name),
        Check.RowCount().Warn(),
    ];
}

internal sealed class Total : DocumentModel<TotalRow>
{
    public override IReadOnlyList<ModelCheck<TotalRow>> Checks => [Check.That("it is positive", total => total.Value > 0)];
}

internal sealed class Twice : Model<HotelRow>
{
    public override IReadOnlyList<ModelCheck<HotelRow>> Checks => [Check.Range(h => h.Name.Length, 0, 1), Check.Range(h => h.Name.Length, 1, 2)];
}

internal sealed class Broken : Model<HotelRow>
{
    public override IReadOnlyList<ModelCheck<HotelRow>> Checks => [Check.Range(h => h.Name.Length, 2, 1)];
}
