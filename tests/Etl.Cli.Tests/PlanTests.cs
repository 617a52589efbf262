using Etl.Cli.Tests.Support;
using Shop;

namespace Etl.Cli.Tests;

public sealed class PlanTests
{
    [Theory]
    [InlineData("cycle", "circular-dependency")]
    [InlineData("several", "several-providers")]
    [InlineData("missing", "missing-provider")]
    [InlineData("self", "self-dependency")]
    [InlineData("names", "duplicate-task-name")]
    [InlineData("classes", "duplicate-model-class")]
    [InlineData("empty", "empty-pipeline")]
    [InlineData("config", "invalid-model-config")]
    public async Task Plan_OfADefect_IsOneErrorBlockAndWritesNothing(string pipeline, string code)
    {
        using var store = new TempStore();

        var result = (await CommandLine.RunAsync(FaultyPipelines.Catalog, "plan", pipeline, "--store", store.Path, "--json")).ShouldExitWith(2);

        var problems = result.Json().GetProperty("error").GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("code").GetString());
        Assert.Contains(code, problems);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(store.Path));
    }

    [Fact]
    public async Task Plan_OfEveryDefectAtOnce_NamesThemAll()
    {
        using var store = new TempStore();

        var result = (await CommandLine.RunAsync(FaultyPipelines.Catalog, "plan", "all", "--store", store.Path, "--json")).ShouldExitWith(2);

        var codes = result.Json().GetProperty("error").GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("code").GetString()!).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "circular-dependency", "several-providers", "missing-provider", "self-dependency", "duplicate-task-name", "duplicate-model-class", "invalid-model-config" }, codes);
        Assert.False(Directory.Exists(store.Path));
    }

    [Fact]
    public async Task Run_OfADefect_IsRefusedLikeItsPlan()
    {
        using var store = new TempStore();

        (await CommandLine.RunAsync(FaultyPipelines.Catalog, "run", "cycle", "--store", store.Path)).ShouldExitWith(2);

        Assert.False(Directory.Exists(store.Path));
    }

    [Theory]
    [InlineData("table", "CollectSales")]
    [InlineData("mermaid", "t1 --> t3")]
    [InlineData("dot", "\"LoadOrders.Spain\" -> \"CollectSales\";")]
    [InlineData("json", "\"upstream\"")]
    public async Task Plan_InEachFormat_ShowsTheOrder(string format, string expected)
    {
        using var store = new TempStore();
        var orders = store.File("orders.csv", "");

        var result = await CommandLine.RunAsync(ShopPipelines.Catalog, "plan", "sales", "--format", format, "--model", $"Orders.Portugal.path={orders}", "--model", $"Orders.Spain.path={orders}");

        Assert.Contains(expected, result.ShouldExitWith(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_InAnUnknownFormat_NamesTheNearest()
    {
        var result = (await CommandLine.RunAsync(ShopPipelines.Catalog, "plan", "sales", "--format", "mermeid")).ShouldExitWith(2);

        Assert.Contains("Did you mean 'mermaid'?", result.Error, StringComparison.Ordinal);
    }
}
