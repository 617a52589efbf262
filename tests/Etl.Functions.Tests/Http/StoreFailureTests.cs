using System.Net;
using Etl.Core.Pipelines;
using Etl.Functions.Http;
using Etl.Functions.Tests.Support;
using Etl.Storage.Objects;

namespace Etl.Functions.Tests.Http;

public sealed class StoreFailureTests
{
    [Fact]
    public async Task StoreThatDoesNotAnswer_IsServiceUnavailableWithProblemDetails()
    {
        await using var app = new TestApp(new Pipeline("sales", [Numbers.Sum("A")]));
        app.Store = new FaultyStore(app.Store) { Before = (_, name) => name.StartsWith("runs/", StringComparison.Ordinal) ? throw FaultyStore.Unreachable : Task.CompletedTask };
        await app.StartAsync();

        using var answer = await app.Http.GetAsync("/api/runs/sales-20261121-nightly", TestApp.Cancellation);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public void Answer_IsForFailuresThatMayPassOnly()
    {
        var passing = new StoreException("no", isTransient: true);

        Assert.NotNull(StoreFailures.Answer(passing));
        Assert.NotNull(StoreFailures.Answer(new AggregateException(passing)));
        Assert.Null(StoreFailures.Answer(new StoreException("no", isTransient: false)));
        Assert.Null(StoreFailures.Answer(new InvalidOperationException("no")));
    }
}
