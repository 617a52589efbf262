using System.Net;
using System.Text;

namespace Etl.Functions.Tests.Http;

public sealed class StartRunTests(HttpApp api) : IClassFixture<HttpApp>
{
    [Fact]
    public async Task Start_IsAcceptedAndItsLocationLeadsToTheEndOfTheRun()
    {
        var accepted = await api.StartAsync("sales", """{"businessDate": "2026-11-20", "parameters": {"size": "large", "year": 2025}, "environment": "prod"}""");

        Assert.Equal((HttpStatusCode.Accepted, "application/json", TimeSpan.FromSeconds(1)), (accepted.Status, accepted.MediaType, accepted.RetryAfter));
        Assert.Equal($"/api/runs/{accepted.RunId}", accepted.Location!.ToString());
        Assert.Equal(accepted.Location.ToString(), accepted.Json.GetProperty("location").GetString());
        var run = await api.FollowAsync(accepted);
        Assert.Equal(("Succeeded", "2026-11-20"), (run.GetProperty("status").GetString(), run.GetProperty("businessDate").GetString()));
        Assert.Equal(["A", "B"], run.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("name").GetString()));
        Assert.Equal(["Numbers.A", "Numbers.B"], run.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("model").GetString()));
        var claim = await api.App.Records.FindClaimAsync(accepted.RunId, TestContext.Current.CancellationToken);
        Assert.Equal(("large", "2025", "prod"), (claim!.Job.Parameter("size"), claim.Job.Parameter("year"), claim.Job.Environment));
    }

    [Fact]
    public async Task Start_WithoutABody_TakesTheDefaults()
    {
        var run = await api.FollowAsync(await api.StartAsync("sales"));

        Assert.Equal("Succeeded", run.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Start_WithNulls_TakesTheDefaults()
    {
        var accepted = await api.StartAsync("sales", """{"parameters": null, "modelConfigs": null, "businessDate": null, "environment": null, "onFailure": null}""");

        var claim = await api.App.Records.FindClaimAsync(accepted.RunId, TestContext.Current.CancellationToken);
        Assert.Equal("small", claim!.Job.Parameter("size"));
    }

    [Fact]
    public async Task Start_OfAPipelineNamedLikeTheRoute_HasTheRightLocation()
    {
        var accepted = await api.StartAsync("pipelines");

        Assert.Equal($"/api/runs/{accepted.RunId}", accepted.Location!.ToString());
        await api.FollowAsync(accepted);
    }

    [Fact]
    public async Task Start_OfAnUnknownPipeline_IsNotFoundAndNamesTheNearest()
    {
        var answer = (await api.StartAsync("sale")).ShouldBeProblem(HttpStatusCode.NotFound);

        Assert.Contains("There is no pipeline 'sale'. Did you mean 'sales'?", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("not json")]
    [InlineData("{} {}")]
    [InlineData("""{"environment": "a", "environment": "b"}""")]
    [InlineData("""{"environment": "\ud800"}""")]
    [InlineData("""{"\udfff": 1}""")]
    [InlineData("""{"parameters": {"size": "\ud800 "}}""")]
    [InlineData("""{"modelConfigs": {"Numbers.A": {"limit": ["\ud800"]}}}""")]
    public async Task Body_ThatIsNotJson_IsABadRequest(string body)
    {
        var answer = (await api.StartAsync("sales", body)).ShouldBeProblem(HttpStatusCode.BadRequest);

        Assert.StartsWith("The body is not JSON: ", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_WithBytesThatAreNoText_IsABadRequest()
    {
        var content = new ByteArrayContent([.. "{\"environment\": \""u8, 0xFF, 0xFE, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");

        (await api.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/pipelines/sales/runs") { Content = content })).ShouldBeProblem(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    public async Task Body_OfAnotherContentType_IsUnsupported(string mediaType)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/pipelines/sales/runs") { Content = new StringContent("{}", Encoding.UTF8, mediaType) };

        var answer = (await api.SendAsync(request)).ShouldBeProblem(HttpStatusCode.UnsupportedMediaType);

        Assert.Contains(mediaType, answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_AboveAMebibyte_IsTooLarge(bool isChunked)
    {
        var text = $$"""{"environment": "{{new string('a', 1024 * 1024)}}"}""";
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/pipelines/sales/runs") { Content = new StringContent(text, Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.ExpectContinue = !isChunked;

        (await api.SendAsync(request)).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("\"sales\"")]
    public async Task Body_ThatIsNoObject_IsInvalid(string body)
    {
        var answer = (await api.StartAsync("sales", body)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["invalid-body"], answer.Codes);
    }

    [Fact]
    public async Task Body_WithManyProblems_IsAnsweredWithAllOfThem()
    {
        var runs = await api.CountRunsAsync("sales");

        var answer = (await api.StartAsync("sales", """
            {
              "parametres": {},
              "parameters": {"siz": "large", "year": [2026], "size": 3},
              "businessDate": "2026-02-30",
              "environment": "pr od",
              "onFailure": "halt",
              "modelConfigs": {
                "Numbers.A": {"limt": 3, "table": "secret", "limit": "many", "path": "/etc/passwd"},
                "Numbers.Z": {"limit": 1},
                "Numbers.B": 7
              }
            }
            """)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(
            [
                "unknown-field", "invalid-field", "invalid-field", "invalid-field", "invalid-field", "invalid-field",
                "unknown-parameter", "invalid-model-config", "invalid-model-config", "invalid-model-config", "setting-not-settable", "setting-not-settable",
            ],
            answer.Codes);
        Assert.Equal(
            [
                "The body has no field 'parametres'. Did you mean 'parameters'? It has: parameters, modelConfigs, businessDate, environment, select, exclude, reuse, scheduling, parallelism, onFailure, allowBreaking.",
                "Parameter 'year' must be a text, a number, true or false.",
                "Field 'businessDate' must be a date such as \"2026-11-21\", not \"2026-02-30\".",
                "Field 'environment' must be a name of letters, digits, dots, underscores and hyphens, such as \"prod\".",
                "Field 'onFailure' must be \"continue\" or \"stop\", not \"halt\".",
                "Field 'modelConfigs': the settings of model 'Numbers.B' must be an object of names and values, not 7.",
                "Pipeline 'sales' has no parameter 'siz'. Did you mean 'size'? It has: size, year.",
                "Model 'Numbers.A' has no setting 'limt'. Did you mean 'limit'? It has: path, limit, table, format, compression.",
                "Setting 'limit' of model 'Numbers.A' takes a whole number from -2147483648 to 2147483647, but 'many' was given.",
                "The model configs have settings for 'Numbers.Z', a model that this pipeline does not use. Did you mean 'Numbers.A'?",
                "Setting 'path' of model 'Numbers.A' can't be set by a request; settable: limit. It belongs to the app's configuration (Etl:ModelConfigs).",
                "Setting 'table' of model 'Numbers.A' can't be set by a request; settable: limit. It belongs to the app's configuration (Etl:ModelConfigs).",
            ],
            answer.Messages);
        Assert.Equal(runs, await api.CountRunsAsync("sales"));
    }

    [Theory]
    [InlineData("""{"parameters": []}""", "Field 'parameters' must be an object")]
    [InlineData("""{"modelConfigs": []}""", "Field 'modelConfigs' must be an object")]
    [InlineData("""{"businessDate": 20261121}""", "Field 'businessDate' must be a date")]
    [InlineData("""{"businessDate": "21.11.2026"}""", "Field 'businessDate' must be a date")]
    [InlineData("""{"environment": 1}""", "Field 'environment' must be a name")]
    [InlineData("""{"scheduling": "soon"}""", "Field 'scheduling' must be \"levels\" or \"eager\", not \"soon\".")]
    [InlineData("""{"parallelism": 0}""", "Field 'parallelism' must be a whole number of tasks from 1, not 0.")]
    [InlineData("""{"parallelism": 1.5}""", "Field 'parallelism' must be a whole number of tasks from 1, not 1.5.")]
    [InlineData("""{"onFailure": true}""", "Field 'onFailure' must be \"continue\" or \"stop\", not true.")]
    public async Task Field_OfAWrongType_IsInvalid(string body, string message)
    {
        var answer = (await api.StartAsync("sales", body)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        Assert.StartsWith(message, Assert.Single(answer.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameter_WithoutDefaultThatIsNotGiven_IsInvalid()
    {
        var answer = (await api.StartAsync("gated", "{}")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["missing-parameter"], answer.Codes);
    }

    [Fact]
    public async Task Parameter_GivenInAWrongForm_IsNotReportedAsMissingToo()
    {
        var answer = (await api.StartAsync("gated", """{"parameters": {"gate": {}}}""")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["invalid-field"], answer.Codes);
    }

    [Fact]
    public async Task Pipeline_ThatDoesNotFitTogether_IsInvalid()
    {
        var answer = (await api.StartAsync("broken", "{}")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["missing-provider"], answer.Codes);
        Assert.Contains("'Numbers.Nowhere'", Assert.Single(answer.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SettableSetting_ReachesTheModelOfTheRun()
    {
        var accepted = await api.StartAsync("sales", """{"modelConfigs": {"Numbers.A": {"limit": 3}}}""");

        await api.FollowAsync(accepted);
        var claim = await api.App.Records.FindClaimAsync(accepted.RunId, TestContext.Current.CancellationToken);
        Assert.Equal(3, claim!.ModelConfigs.For("Numbers.A")["limit"].GetInt32());
    }
}
