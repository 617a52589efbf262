using System.Text.Json;
using Etl.Local.Tests.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Tests.Hosting.Http;

public sealed class HttpFunctions(ScopedService service, Journal journal)
{
    [Function("GetRun")]
    public Task<IResult> GetRunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client)
    {
        journal.Add(service);
        return Task.FromResult(Results.Ok(new
        {
            Id = id,
            Hub = client.Name,
            Trusted = request.HttpContext.Items.ContainsKey("Etl.TrustedCaller"),
        }));
    }

    [Function("StartRun")]
    public async Task<IResult> StartRunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "pipelines/{pipeline}/runs")] HttpRequest request,
        string pipeline,
        CancellationToken cancellationToken)
    {
        using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
        return Results.Accepted($"/api/runs/{pipeline}-1", body.RootElement.Clone());
    }

    [Function("GetNumber")]
    public static IResult GetNumber([HttpTrigger("get", Route = "numbers/{number:int}/{*rest}")] HttpRequest request, string number, string? rest)
        => Results.Text($"{number} {rest ?? "-"} {request.Query["q"]}");

    [Function("Missing")]
    public static IResult Missing([HttpTrigger("get", Route = "missing")] HttpRequest request)
        => Results.NotFound(request.Path.Value);

    [Function("Fail")]
    public static IResult Fail([HttpTrigger("get", Route = "fail")] HttpRequest request)
        => throw new InvalidOperationException($"secret of {request.Path}");

    [Function("Nothing")]
    public static IResult? Nothing([HttpTrigger("get", Route = "nothing")] HttpRequest request)
        => request.Path.HasValue ? null : Results.Ok();

    [Function("HalfAnAnswer")]
    public static IResult HalfAnAnswer([HttpTrigger("get", Route = "half")] HttpRequest request)
        => Results.Stream(async stream =>
        {
            await stream.WriteAsync(new byte[100_000], request.HttpContext.RequestAborted);
            throw new InvalidOperationException("half way");
        });
}
