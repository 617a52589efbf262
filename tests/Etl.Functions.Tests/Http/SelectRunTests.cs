using System.Net;

namespace Etl.Functions.Tests.Http;

public sealed class SelectRunTests(HttpApp api) : IClassFixture<HttpApp>
{
    [Fact]
    public async Task Start_WithASelection_RunsItsTasksOnWhatIsPublished()
    {
        await api.FollowAsync(await api.StartAsync("sales", """{"select": "A", "businessDate": "2026-11-20"}"""));

        var run = await api.FollowAsync(await api.StartAsync("sales", """{"select": ["group:reports", "A"], "exclude": ["A"], "businessDate": "2026-11-20"}"""));

        Assert.Equal("Succeeded", run.GetProperty("status").GetString());
        Assert.Equal(["B"], run.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("name").GetString()));
        Assert.Equal(["Numbers.B"], run.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("model").GetString()));
    }

    [Fact]
    public async Task Start_WithASelectionWhoseInputsAreNotPublished_IsInvalidAndListsThem()
    {
        var answer = (await api.StartAsync("sales", """{"select": "B", "businessDate": "1999-12-31"}""")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["missing-input"], answer.Codes);
        Assert.Contains("'+A'", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithABadSelection_IsInvalidWithEveryProblem()
    {
        var answer = (await api.StartAsync("sales", """{"select": "grp:x,", "exclude": 5}""")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["invalid-field", "invalid-selection", "invalid-selection"], answer.Codes);
        Assert.Equal("Field 'exclude' must be a selection expression such as \"+group:resort\", or a list of them.", answer.Messages.First());
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("[]")]
    [InlineData("\"X*\"")]
    public async Task Start_WithASelectionOfNothing_IsInvalid(string select)
    {
        var answer = (await api.StartAsync("sales", $$"""{"select": {{select}}}""")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["invalid-selection"], answer.Codes);
    }

    [Fact]
    public async Task Start_WithAHugeSelection_IsRefusedAtOnce()
    {
        var answer = (await api.StartAsync("sales", $$"""{"select": "{{string.Concat(Enumerable.Repeat("+A+,", 200_000))}}A"}""")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["invalid-selection"], answer.Codes);
        Assert.InRange(answer.Body.Length, 0, 2_000);
    }
}
