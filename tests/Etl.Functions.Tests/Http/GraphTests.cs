using System.Net;

namespace Etl.Functions.Tests.Http;

public sealed class GraphTests(HttpApp api) : IClassFixture<HttpApp>
{
    [Theory]
    [InlineData("")]
    [InlineData("?format=json")]
    public async Task Graph_AsJson_HasTasksWithLevelsAndTheModelsBetweenThem(string query)
    {
        var graph = (await api.GetAsync($"/api/pipelines/sales/graph{query}")).Json;

        Assert.Equal(("sales", 2), (graph.GetProperty("pipeline").GetString(), graph.GetProperty("levels").GetInt32()));
        Assert.Equal([("A", "", 1), ("B", "reports", 2)], graph.GetProperty("nodes").EnumerateArray().Select(node => (node.GetProperty("task").GetString(), node.GetProperty("group").GetString(), node.GetProperty("level").GetInt32())));
        var edge = Assert.Single(graph.GetProperty("edges").EnumerateArray());
        Assert.Equal(("A", "B", "Numbers.A"), (edge.GetProperty("from").GetString(), edge.GetProperty("to").GetString(), edge.GetProperty("models")[0].GetString()));
        Assert.Empty(graph.GetProperty("externalInputs").EnumerateArray());
    }

    [Theory]
    [InlineData("mermaid", "text/vnd.mermaid", "flowchart LR\n", "  t1 --> t2\n")]
    [InlineData("dot", "text/vnd.graphviz", "digraph plan {\n", "  \"A\" -> \"B\";\n")]
    public async Task Graph_AsADiagram_IsItsSource(string format, string mediaType, string start, string edge)
    {
        var answer = await api.GetAsync($"/api/pipelines/sales/graph?format={format}");

        Assert.Equal((HttpStatusCode.OK, mediaType), (answer.Status, answer.MediaType));
        Assert.StartsWith(start, answer.Body, StringComparison.Ordinal);
        Assert.Contains(edge, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graph_OfAPipelineThatDoesNotFitTogether_IsAnsweredWithItsProblems() =>
        Assert.Equal(["missing-provider"], (await api.GetAsync("/api/pipelines/broken/graph")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity).Codes);

    [Fact]
    public async Task Graph_InAnUnknownForm_IsRefused() =>
        Assert.Equal(["unknown-query", "invalid-query"], (await api.GetAsync("/api/pipelines/sales/graph?format=svg&x=1")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity).Codes);

    [Fact]
    public async Task Graph_OfAnUnknownPipeline_IsNotFound() => (await api.GetAsync("/api/pipelines/sale/graph")).ShouldBeProblem(HttpStatusCode.NotFound);

    [Fact]
    public async Task Pipeline_ShowsOwnersDescriptionsAndTags()
    {
        var task = (await api.GetAsync("/api/pipelines/owned")).Json.GetProperty("tasks")[0];

        Assert.Equal(("data@example.org", "Counts."), (task.GetProperty("owner").GetString(), task.GetProperty("description").GetString()));
        Assert.Equal(["nightly"], task.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
    }
}
