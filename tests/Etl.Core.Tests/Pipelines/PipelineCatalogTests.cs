using Etl.Core.Pipelines;

namespace Etl.Core.Tests.Pipelines;

public sealed class PipelineCatalogTests
{
    [Fact]
    public void Pipelines_KeepTheirOrderAndAreFoundByName()
    {
        var catalog = new PipelineCatalog(new Pipeline("shop", []), new Pipeline("hotels", []));

        Assert.Equal(["shop", "hotels"], catalog.Pipelines.Select(pipeline => pipeline.Name));
        Assert.Same(catalog.Pipelines[1], catalog.Get("hotels"));
    }

    [Fact]
    public void UnknownPipeline_IsRefusedWithThoseThereAre()
    {
        var exception = Assert.Throws<UnknownPipelineException>(() => new PipelineCatalog(new Pipeline("shop", []), new Pipeline("hotels", [])).Get("hotel"));

        Assert.Equal("hotel", exception.Name);
        Assert.Equal("There is no pipeline 'hotel'. Did you mean 'hotels'? There are: hotels, shop.", exception.Message);
    }

    [Fact]
    public void UnknownPipeline_OfAnEmptyCatalog_IsRefused() => Assert.Equal(
        "There is no pipeline 'hotels'. There are none.",
        Assert.Throws<UnknownPipelineException>(() => new PipelineCatalog().Get("hotels")).Message);

    [Fact]
    public void TwoPipelines_OfOneName_AreRefusedWhateverTheCase() => Assert.StartsWith(
        "Two pipelines are named 'Shop'. Give each a name of its own; case does not tell them apart.",
        Assert.Throws<ArgumentException>(() => new PipelineCatalog(new Pipeline("shop", []), new Pipeline("Shop", []))).Message,
        StringComparison.Ordinal);
}
