using Etl.Cli.Tests.Support;
using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;

namespace Etl.Cli.Tests;

/// <summary>What the command line says of checks and of schemas that break.</summary>
public sealed class CheckTests
{
    [Fact]
    public async Task Warning_IsShownWithTheRun()
    {
        using var store = new TempStore();
        var catalog = Catalog<Now.Parcels, Now.Parcel>(new Now.Parcel(1, 80), new Now.Parcel(2, 20));

        var run = (await CommandLine.RunAsync(catalog, "run", "post", "--store", store.Path, "--json")).ShouldExitWith(0).Json();

        var check = Assert.Single(run.GetProperty("checks").EnumerateArray());
        Assert.Equal(("Parcels", "range(weight)", "Warn", false), (check.GetProperty("model").GetString(), check.GetProperty("check").GetString(), check.GetProperty("severity").GetString(), check.GetProperty("passed").GetBoolean()));
        var shown = (await CommandLine.RunAsync(catalog, "show", run.GetProperty("runId").GetString()!, "--store", store.Path)).ShouldExitWith(0);
        Assert.Contains("Warning: Parcels: range(weight): weight is not between 0 and 50 in 1 of 2 rows: row 1 (80)", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailedCheck_IsTheErrorOfItsTask()
    {
        using var store = new TempStore();

        var run = await CommandLine.RunAsync(Catalog<Now.Parcels, Now.Parcel>(new Now.Parcel(1, 1), new Now.Parcel(1, 2)), "run", "post", "--store", store.Path, "--json");

        var error = run.ShouldExitWith(1).Json().GetProperty("tasks")[0].GetProperty("error");
        Assert.Equal("CheckFailed", error.GetProperty("type").GetString());
        Assert.Contains("unique(id): id is not unique in 1 of 2 rows: row 2 (1 as in row 1)", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BreakingSchema_NeedsAnOption()
    {
        using var store = new TempStore();
        (await CommandLine.RunAsync(Catalog<Before.Parcels, Before.Parcel>(new Before.Parcel("A1", 1)), "run", "post", "--store", store.Path, "--json")).ShouldExitWith(0);
        var now = Catalog<Now.Parcels, Now.Parcel>(new Now.Parcel(1, 1));

        var refused = (await CommandLine.RunAsync(now, "run", "post", "--store", store.Path, "--json")).ShouldExitWith(2).Json();
        Assert.Equal(("Failed", "Skipped", 0), (refused.GetProperty("status").GetString(), refused.GetProperty("tasks")[0].GetProperty("status").GetString(), refused.GetProperty("models").GetArrayLength()));
        Assert.Contains("column 'id' is integer now, was string", refused.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);

        (await CommandLine.RunAsync(now, "run", "post", "--store", store.Path, "--json", "--allow-breaking")).ShouldExitWith(0);
        (await CommandLine.RunAsync(now, "run", "post", "--store", store.Path, "--json")).ShouldExitWith(0);
    }

    private static PipelineCatalog Catalog<TModel, TRow>(params TRow[] rows)
        where TModel : Model<TRow>
    {
        var model = Model.Of<TModel>();
        return new PipelineCatalog(new Pipeline("post", [EtlTask.Create("Load", [], [model], (context, token) => context.Output(model).WriteAllAsync(rows, token))]));
    }

    private static class Before
    {
        internal sealed record Parcel(string Id, int Weight);

        internal sealed class Parcels : Model<Parcel>;
    }

    private static class Now
    {
        internal sealed record Parcel(int Id, int Weight);

        internal sealed class Parcels : Model<Parcel>
        {
            public override IReadOnlyList<ModelCheck<Parcel>> Checks => [Check.Unique(p => p.Id), Check.Range(p => p.Weight, 0, 50).Warn()];
        }
    }
}
