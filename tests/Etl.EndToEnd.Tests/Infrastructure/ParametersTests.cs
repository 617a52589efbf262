using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests.Infrastructure;

/// <summary>What the compiler would say about parameters, and that the docs know them all.</summary>
public sealed class ParametersTests
{
    private static readonly BicepFile Main = BicepFile.Get("main.bicep");

    [Fact]
    public void ParameterFiles_SetOnlyParametersThatThereAre()
    {
        var files = BicepFile.All.Where(file => file.Name.EndsWith(".bicepparam", StringComparison.Ordinal)).ToList();

        Assert.Equal(["dev.bicepparam", "main.bicepparam", "prod.bicepparam", "test.bicepparam"], files.Select(file => file.Name));
        Assert.All(files, file => Assert.Empty(file.Declared("param").Except(Main.Declared("param"))));
        Assert.All(files, file => Assert.Contains("environmentName", file.Declared("param")));
    }

    [Fact]
    public void EveryParameterAndOutput_IsDescribed()
    {
        var undescribed = BicepFile.All.Where(file => file.Name.EndsWith(".bicep", StringComparison.Ordinal)).SelectMany(file =>
        {
            var blocks = file.Text.Split("\n\n");
            return blocks.Where(block => (block.StartsWith('@') || block.StartsWith("param ", StringComparison.Ordinal) || block.StartsWith("output ", StringComparison.Ordinal)) && !block.Contains("@description('", StringComparison.Ordinal))
                .Select(block => $"{file.Name}: {block}");
        });

        Assert.Empty(undescribed);
    }

    [Fact]
    public void EveryParameterAndOutputOfMain_IsInTheDocs()
    {
        var docs = File.ReadAllText(Path.Combine(Repository.Root, "docs", "azure.md"));

        Assert.All([.. Main.Declared("param"), .. Main.Declared("output")], name => Assert.Contains($"`{name}`", docs, StringComparison.Ordinal));
    }
}
