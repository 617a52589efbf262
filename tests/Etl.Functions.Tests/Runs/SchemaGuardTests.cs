using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Functions.Activities;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Runs;

/// <summary>Two versions of an app whose model of the same name has other columns.</summary>
public sealed class SchemaGuardTests : IDisposable
{
    private readonly Bench _bench = new(Pipeline<Before.Rates, Before.Rate>(new Before.Rate("Sea", 1, null)));
    private readonly List<string> _reads = [];

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task BreakingChange_IsRefusedBeforeAnyTaskRuns()
    {
        var before = await PublishAsync();
        _bench.Deploy(Pipeline<After.Rates, After.Rate>(new After.Rate("Sea", "cheap")));

        var result = await PinAsync();

        var version = before.Snapshot.RunId;
        Assert.Equal(
            $"The schema of model 'Rates' has changed so that its readers can fail: column 'price' is string now, was integer; column 'room' is gone, or has another name (compared with version {await VersionAsync()} of run '{version}'). Undo the change, or allow it: --allow-breaking, \"allowBreaking\": true over HTTP, or AllowsBreakingSchema in the model's class.",
            Assert.Single(result.Problems));
    }

    [Fact]
    public async Task BreakingChange_IsAllowedByTheRequest()
    {
        await PublishAsync();
        _bench.Deploy(Pipeline<After.Rates, After.Rate>(new After.Rate("Sea", "cheap")));

        Assert.Empty((await PinAsync(allowBreaking: true)).Problems);
    }

    [Fact]
    public async Task BreakingChange_IsAllowedByTheModel()
    {
        await PublishAsync();
        _bench.Deploy(Pipeline<Free.Rates, After.Rate>(new After.Rate("Sea", "cheap")));

        Assert.Empty((await PinAsync()).Problems);
    }

    [Fact]
    public async Task BreakingChange_ThatWasPublished_IsTheSchemaFromThenOn()
    {
        await PublishAsync();
        _bench.Deploy(Pipeline<After.Rates, After.Rate>(new After.Rate("Sea", "cheap")));
        await PublishAsync(allowBreaking: true);

        Assert.Empty((await PinAsync()).Problems);
    }

    [Fact]
    public async Task CompatibleChange_IsNoProblem()
    {
        await PublishAsync();
        _bench.Deploy(Pipeline<More.Rates, More.Rate>(new More.Rate("Sea", 1, null, "new")));

        Assert.Empty((await PinAsync()).Problems);
        Assert.Equal(["runs/r1/commits/Load"], _reads.Select(Shorten));
    }

    [Fact]
    public async Task SameSchema_CostsNoRead()
    {
        await PublishAsync();

        Assert.Empty((await PinAsync()).Problems);
        Assert.Empty(_reads);
    }

    [Fact]
    public async Task FirstVersion_HasNothingToBreak() => Assert.Empty((await PinAsync()).Problems);

    private static Pipeline Pipeline<TModel, TRow>(TRow row)
        where TModel : Model<TRow>
    {
        var model = Model.Of<TModel>();
        return new Pipeline("rates", [EtlTask.Create("Load", [], [model], (context, token) => context.Output(model).WriteAsync(row, token).AsTask(), Numbers.Quick)]);
    }

    private static string Shorten(string name) => $"runs/r1/commits/{name.Split('/')[^1].Split('.')[0]}";

    private async Task<RunClaim> PublishAsync(bool allowBreaking = false)
    {
        var claim = await ClaimAsync(allowBreaking);
        Assert.Empty((await _bench.Make<PinInputs>().RunAsync(claim.Job.RunId, Bench.Cancellation)).Problems);
        await _bench.RunTaskAsync(claim, "Load");
        await _bench.PublishAsync(claim);
        return claim;
    }

    private async Task<PinInputsResult> PinAsync(bool allowBreaking = false)
    {
        var claim = await ClaimAsync(allowBreaking);
        _bench.Store.Before = (operation, name) =>
        {
            if (operation == "read" && name.Contains("Load", StringComparison.Ordinal))
            {
                _reads.Add(name);
            }

            return Task.CompletedTask;
        };
        return await _bench.Make<PinInputs>().RunAsync(claim.Job.RunId, Bench.Cancellation);
    }

    private async Task<RunClaim> ClaimAsync(bool allowBreaking)
    {
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        var request = new RunRequest { Pipeline = "rates", BusinessDate = new DateOnly(2026, 11, 21), AllowBreaking = allowBreaking };
        return (await _bench.Starter.StartAsync(_bench.Client.Object, request, runId: null, Bench.Cancellation)).Claim;
    }

    private async Task<string> VersionAsync()
    {
        var name = Assert.Single(await _bench.Store.ListAsync("models/Rates/", Bench.Cancellation).ToListAsync(Bench.Cancellation));
        return name.Split('/')[^1][..12];
    }

    private static class Before
    {
        internal sealed record Rate(string Hotel, int Price, string? Room);

        internal sealed class Rates : Model<Rate>;
    }

    private static class More
    {
        internal sealed record Rate(string Hotel, int Price, string? Room, string Currency);

        internal sealed class Rates : Model<Rate>;
    }

    private static class After
    {
        internal sealed record Rate(string Hotel, string Price);

        internal sealed class Rates : Model<Rate>;
    }

    private static class Free
    {
        internal sealed class Rates : Model<After.Rate>
        {
            public override bool AllowsBreakingSchema => true;
        }
    }
}
