using Etl.Cli.Tests.Support;
using Etl.Tests.Shared;
using Shop;

namespace Etl.Cli.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public async Task FirstPipeline_OfTheReadme_IsTheFileThatIsCompiledHere()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), TestContext.Current.CancellationToken);
        var source = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "Etl.Cli.Tests", "Examples", "ShopPipelines.cs"), TestContext.Current.CancellationToken);

        Assert.Contains($"```csharp\n{Between(source, "// <snippet: first-pipeline>\n", "// </snippet>")}```", readme, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstPipeline_Run_GivesItsSales()
    {
        using var store = new TempStore();
        var portugal = store.File("portugal.csv", "key;2;1.50\nbell;1;4.25\n");
        var spain = store.File("spain.csv", "key;10;1.40\n");

        var run = await CommandLine.RunAsync(ShopPipelines.Catalog, "run", "sales", "--store", store.Path, "--model", $"Orders.Portugal.path={portugal}", "--model", $"Orders.Spain.path={spain}");
        var sales = await CommandLine.RunAsync(ShopPipelines.Catalog, "model", "cat", "Sales", "--store", store.Path);

        run.ShouldExitWith(0);
        Assert.Equal(
            """
            {"country":"Portugal","product":"key","revenue":3.00}
            {"country":"Portugal","product":"bell","revenue":4.25}
            {"country":"Spain","product":"key","revenue":14.00}

            """,
            sales.ShouldExitWith(0).Output);
    }

    [Fact]
    public async Task FirstPipeline_WithoutItsSettings_SaysWhatIsMissing()
    {
        using var store = new TempStore();

        var run = await CommandLine.RunAsync(ShopPipelines.Catalog, "run", "sales", "--store", store.Path);

        Assert.Contains("Orders.Portugal", run.ShouldExitWith(2).Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(store.Path));
    }

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
