using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Etl.Functions.Activities;
using Etl.Functions.Http;
using Etl.Functions.Http.OpenApi;
using Etl.Functions.Tests.Support;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Tests.Http;

/// <summary>The API's description against the API.</summary>
public sealed class OpenApiTests(HttpApp api) : IClassFixture<HttpApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryRouteAndMethodOfTheApp_IsDescribed()
    {
        var paths = (await ReadAsync()).GetProperty("paths");

        var described = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name} {path.Name}")).Order(StringComparer.Ordinal);

        // As the host finds them, not as the description does.
        var routes = new List<string>();
        foreach (var parameter in typeof(RunTask).Assembly.GetExportedTypes().SelectMany(type => type.GetMethods()).SelectMany(method => method.GetParameters()))
        {
            if (parameter.GetCustomAttributes(typeof(HttpTriggerAttribute), inherit: false).SingleOrDefault() is HttpTriggerAttribute trigger)
            {
                routes.AddRange(trigger.Methods!.Select(method => $"{method} /{trigger.Route!.Replace("{*", "{", StringComparison.Ordinal)}"));
            }
        }

        Assert.Equal(routes.Order(StringComparer.Ordinal), described);
    }

    [Fact]
    public void EveryOperation_HasASummaryAndAnswers()
    {
        var operations = ApiOperations.All(new ApiSchemas());

        Assert.Equal(ApiDescription.Functions().Select(function => function.Function).Order(StringComparer.Ordinal), operations.Keys.Order(StringComparer.Ordinal));
        Assert.All(operations.Values, operation => Assert.NotEmpty(operation.Content));
    }

    [Fact]
    public void EverythingThatReadsOrChangesState_AsksForAFunctionKey() =>
        Assert.Equal(
            [nameof(GetOpenApi), nameof(Functions.Ui.GetUi), nameof(Functions.Ui.GetUiFile)],
            ApiDescription.Functions().Where(function => function.Trigger.AuthLevel != AuthorizationLevel.Function).Select(function => function.Function).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Description_IsAtTheSameAddressAsTheApi()
    {
        var document = await ReadAsync();

        Assert.Equal(("3.1.0", "/api"), (document.GetProperty("openapi").GetString(), document.GetProperty("servers")[0].GetProperty("url").GetString()));
    }

    /// <summary>Real requests to every operation, with good and bad answers; each must be described, with its status, media type and schema.</summary>
    [Fact]
    public async Task EveryAnswer_IsAsDescribed()
    {
        var document = await ReadAsync();
        var check = new ApiCheck(document);
        var run = await PostAsync(check, "/pipelines/{pipeline}/runs", "/pipelines/sales/runs", """{"businessDate": "2026-11-20", "parameters": {"size": "l", "year": 2025}, "select": ["A", "B"], "reuse": "unchanged", "onFailure": "stop"}""", 202);
        await api.FollowAsync(run);
        var failed = await PostAsync(check, "/pipelines/{pipeline}/runs", "/pipelines/failing/runs", "", 202);
        await api.FollowAsync(failed);
        var pages = await PostAsync(check, "/pipelines/{pipeline}/runs", "/pipelines/pages/runs", "{}", 202);
        await api.FollowAsync(pages);
        await api.FollowAsync(await PostAsync(check, "/pipelines/{pipeline}/runs", "/pipelines/nights/runs", "{}", 202));
        await PostAsync(check, "/pipelines/{pipeline}/runs", "/pipelines/none/runs", "{}", 404);
        await PostAsync(check, "/pipelines/{pipeline}/runs", "/pipelines/sales/runs", "{", 400);
        await PostAsync(check, "/pipelines/{pipeline}/runs", "/pipelines/sales/runs", """{"x": 1, "businessDate": 3}""", 422);
        await api.FollowAsync(await PostAsync(check, "/pipelines/{pipeline}/runs", "/pipelines/sales/runs", "{}", 202, "described"));
        await PostAsync(check, "/pipelines/{pipeline}/runs", "/pipelines/sales/runs", """{"environment": "other"}""", 409, "described");
        await api.FollowAsync(await PostAsync(check, "/runs/{runId}/rerun", $"/runs/{failed.RunId}/rerun", """{"fromFailed": true}""", 202));
        await PostAsync(check, "/runs/{runId}/rerun", $"/runs/{run.RunId}/rerun", """{"fromFailed": true}""", 409);
        await PostAsync(check, "/runs/{runId}/rerun", "/runs/none/rerun", "{}", 404);
        await PostAsync(check, "/runs/{runId}/rerun", $"/runs/{run.RunId}/rerun", """{"fromFailed": "yes"}""", 422);
        var gated = await PostAsync(check, "/pipelines/{pipeline}/runs", "/pipelines/gated/runs", """{"parameters": {"gate": "described"}}""", 202);
        await GetAsync(check, "/runs/{runId}", $"/runs/{gated.RunId}", 200);
        await GetAsync(check, "/runs/{runId}/logs", $"/runs/{gated.RunId}/logs", 200);
        await GetAsync(check, "/runs/{runId}/logs", $"/runs/{gated.RunId}/logs?limit=none", 422);
        await PostAsync(check, "/runs/{runId}/cancel", $"/runs/{gated.RunId}/cancel", "", 202);
        await api.FollowAsync(gated);
        await PostAsync(check, "/runs/{runId}/cancel", $"/runs/{run.RunId}/cancel", "", 409);
        await PostAsync(check, "/runs/{runId}/cancel", "/runs/none/cancel", "", 404);
        await PostAsync(check, "/runs/{runId}/cancel", $"/runs/{gated.RunId}/cancel", """{"why": 1}""", 422);
        var backfill = (await PostAsync(check, "/pipelines/{pipeline}/backfills", "/pipelines/sales/backfills", """{"from": "2026-11-01", "to": "2026-11-01", "maxParallel": 2}""", 202)).Json.GetProperty("id").GetString();
        await GetAsync(check, "/backfills/{id}", $"/backfills/{backfill}", 200);
        await Eventually.TrueAsync(async () => (await api.GetAsync($"/api/backfills/{backfill}")).Json.GetProperty("status").GetString() == "Succeeded");
        await GetAsync(check, "/backfills/{id}", $"/backfills/{backfill}", 200);
        await GetAsync(check, "/backfills/{id}", "/backfills/none", 404);
        await GetAsync(check, "/backfills", "/backfills", 200);
        await GetAsync(check, "/backfills", "/backfills?limit=none", 422);
        await PostAsync(check, "/backfills/{id}/cancel", $"/backfills/{backfill}/cancel", "", 409);
        await PostAsync(check, "/backfills/{id}/cancel", "/backfills/none/cancel", "", 404);
        await PostAsync(check, "/pipelines/{pipeline}/backfills", "/pipelines/sales/backfills", "{}", 422);
        await PostAsync(check, "/pipelines/{pipeline}/backfills", "/pipelines/none/backfills", "{}", 404);
        var stopped = (await PostAsync(check, "/pipelines/{pipeline}/backfills", "/pipelines/gated/backfills", """{"from": "2026-11-01", "to": "2026-11-02", "parameters": {"gate": "never"}}""", 202)).Json.GetProperty("id").GetString();
        await PostAsync(check, "/backfills/{id}/cancel", $"/backfills/{stopped}/cancel", "", 202);
        await GetAsync(check, "/pipelines", "/pipelines", 200);
        foreach (var act in new[] { "pause", "unpause" })
        {
            await PostAsync(check, $"/pipelines/{{pipeline}}/{act}", $"/pipelines/pages/{act}", "", 200);
            await PostAsync(check, $"/pipelines/{{pipeline}}/{act}", $"/pipelines/none/{act}", "", 404);
        }

        var held = await PostAsync(check, "/pipelines/{pipeline}/runs", "/pipelines/gated/runs", """{"parameters": {"gate": "held"}}""", 202);
        await Eventually.TrueAsync(async () => (await api.GetAsync($"/api/runs/{held.RunId}")).Json.GetProperty("tasks")[0].GetProperty("status").GetString() == "Running");
        foreach (var act in new[] { "pause", "unpause", "terminate", "purge" })
        {
            await PostAsync(check, $"/runs/{{runId}}/{act}", $"/runs/{held.RunId}/{act}", "", 202);
            await PostAsync(check, $"/runs/{{runId}}/{act}", "/runs/none/" + act, "", 404);
        }

        await GetAsync(check, "/pipelines/{pipeline}", "/pipelines/sales", 200);
        await GetAsync(check, "/pipelines/{pipeline}", "/pipelines/owned", 200);
        await GetAsync(check, "/pipelines/{pipeline}", "/pipelines/none", 404);
        await GetAsync(check, "/pipelines/{pipeline}", "/pipelines/broken", 422);
        await GetAsync(check, "/pipelines/{pipeline}/graph", "/pipelines/sales/graph", 200);
        await GetAsync(check, "/pipelines/{pipeline}/graph", "/pipelines/sales/graph?format=dot", 200);
        await GetAsync(check, "/pipelines/{pipeline}/graph", "/pipelines/sales/graph?format=mermaid", 200);
        await GetAsync(check, "/pipelines/{pipeline}/graph", "/pipelines/sales/graph?format=svg", 422);
        await GetAsync(check, "/pipelines/{pipeline}/graph", "/pipelines/none/graph", 404);
        await GetAsync(check, "/runs", "/runs", 200);
        await GetAsync(check, "/runs", "/runs?limit=x", 422);
        await GetAsync(check, "/runs/{runId}", $"/runs/{run.RunId}", 200);
        await GetAsync(check, "/runs/{runId}", $"/runs/{failed.RunId}", 200);
        await GetAsync(check, "/runs/{runId}", "/runs/none", 404);
        await GetAsync(check, "/runs/{runId}/reports/{model}", $"/runs/{pages.RunId}/reports/Page", 200);
        await GetAsync(check, "/runs/{runId}/reports/{model}", $"/runs/{pages.RunId}/reports/None", 404);
        await GetAsync(check, "/models", "/models", 200);
        foreach (var model in new[] { "Numbers.B", "Page", "Nights" })
        {
            await GetAsync(check, "/models/{model}", $"/models/{model}", 200);
            await GetAsync(check, "/models/{model}/versions", $"/models/{model}/versions", 200);
            await GetAsync(check, "/models/{model}/data", $"/models/{model}/data?limit=1", 200);
        }

        await GetAsync(check, "/models/{model}/lineage", "/models/Numbers.B/lineage", 200);
        await GetAsync(check, "/models/{model}/lineage", "/models/Numbers.A/lineage?direction=down", 200);
        await GetAsync(check, "/models/{model}/lineage", "/models/Numbers.A/lineage?direction=left", 422);
        await GetAsync(check, "/models/{model}/data", "/models/Numbers.A/data?limit=-1", 422);
        foreach (var part in new[] { "", "/versions", "/data", "/lineage" })
        {
            await GetAsync(check, $"/models/{{model}}{part}", $"/models/None{part}", 404);
        }

        await GetAsync(check, "/openapi.json", "/openapi.json", 200);
        await GetAsync(check, "/ui", "/ui", 200);
        await GetAsync(check, "/ui/{path}", "/ui/none.js", 404);
        Assert.Equal([], check.Problems);
        Assert.Equal(["get /ui/{path}"], check.OperationsWithoutAGoodAnswer());
    }

    private async Task<JsonElement> ReadAsync()
    {
        var answer = await api.GetAsync("/api/openapi.json");
        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.MediaType));
        return answer.Json;
    }

    private async Task GetAsync(ApiCheck check, string operation, string path, int status)
    {
        using var response = await api.App.Http.GetAsync($"/api{path}", Cancellation);
        await check.AddAsync("get", operation, path, response, status, Cancellation);
    }

    private async Task<HttpAnswer> PostAsync(ApiCheck check, string operation, string path, string body, int status, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api{path}");
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        check.AddBody(operation, body, status);
        using var response = await api.App.Http.SendAsync(request, Cancellation);
        var text = await check.AddAsync("post", operation, path, response, status, Cancellation);
        return new HttpAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.Location, response.Headers.RetryAfter?.Delta, text);
    }

    /// <summary>Collects what does not fit.</summary>
    private sealed class ApiCheck(JsonElement api)
    {
        private readonly SchemaCheck _schemas = new(api);
        private readonly HashSet<string> _good = new(StringComparer.Ordinal);

        public List<string> Problems { get; } = [];

        /// <summary>A body that is accepted must be as described, and one that is described must not be refused for its fields.</summary>
        public void AddBody(string operation, string body, int status)
        {
            if (status == 202 && body.Length > 0 && Operation("post", operation).TryGetProperty("requestBody", out var described))
            {
                using var document = JsonDocument.Parse(body);
                Problems.AddRange(_schemas.Problems(described.GetProperty("content").GetProperty("application/json").GetProperty("schema"), document.RootElement).Select(problem => $"{operation}: body {problem}"));
            }
        }

        public async Task<string> AddAsync(string method, string operation, string path, HttpResponseMessage response, int expected, CancellationToken cancellationToken)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            var status = (int)response.StatusCode;
            Assert.True(status == expected, $"{method} {path}: {status} instead of {expected}: {text}");
            if (!Operation(method, operation).GetProperty("responses").TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out var answer))
            {
                Problems.Add($"{method} {operation}: status {status} is not described");
                return text;
            }

            if (status < 300)
            {
                _good.Add($"{method} {operation}");
            }

            var mediaType = response.Content.Headers.ContentType?.MediaType ?? "";
            var content = answer.GetProperty("content");
            if (!content.TryGetProperty(mediaType, out var described) && !content.TryGetProperty("*/*", out described))
            {
                Problems.Add($"{method} {operation}: media type '{mediaType}' of status {status} is not described");
            }
            else if (mediaType.EndsWith("json", StringComparison.Ordinal))
            {
                using var document = JsonDocument.Parse(text);
                Problems.AddRange(_schemas.Problems(described.GetProperty("schema"), document.RootElement).Select(problem => $"{method} {operation} {status}: {problem}"));
            }

            return text;
        }

        public IEnumerable<string> OperationsWithoutAGoodAnswer() =>
            api.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name} {path.Name}")).Except(_good, StringComparer.Ordinal);

        private JsonElement Operation(string method, string path) => api.GetProperty("paths").GetProperty(path).GetProperty(method);
    }
}
