using System.Text.Json;
using Etl.Cli.Running;
using Etl.Core.Models;
using Etl.Core.Registry;

namespace Etl.Cli.Tests;

/// <summary>What a command asks for is what the process that works on the store, or an app, is asked for.</summary>
public sealed class StartBodyTests
{
    private static readonly RunRequest Everything = new()
    {
        Pipeline = "sales",
        Parameters = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["size"] = "large" },
        ModelConfigs = ModelConfigs.Empty.With("Orders.Spain", "path", "spain.csv"),
        BusinessDate = new DateOnly(2026, 11, 21),
        Environment = "test",
        Select = "+Sales",
        Exclude = "tag:slow",
        OnFailure = FailureMode.Stop,
        Scheduling = RunScheduling.Eager,
        Parallelism = 3,
        Reuse = ReuseMode.Unchanged,
        AllowBreaking = true,
        Origin = RunOrigin.CommandLine,
    };

    [Fact]
    public void Start_SendsEverythingThatARequestHas()
    {
        // The pipeline is in the address, the origin follows from the caller, and reruns have a request of their own.
        var expected = typeof(RunRequest).GetProperties().Select(property => property.Name).Except(["Pipeline", "Origin", "Rerun"]).Select(JsonNamingPolicy.CamelCase.ConvertName);

        var body = StartBody.Of(Everything);

        Assert.Equal(expected.Order(StringComparer.Ordinal), body.Where(field => field.Value is not null).Select(field => field.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("eager", "stop", "unchanged", "2026-11-21"), ((string?)body["scheduling"], (string?)body["onFailure"], (string?)body["reuse"], (string?)body["businessDate"]));
    }

    [Fact]
    public void Backfill_SendsItsRangeInsteadOfABusinessDate()
    {
        var body = StartBody.Of(new BackfillRequest { Run = Everything, From = new DateOnly(2026, 11, 1), To = new DateOnly(2026, 11, 20), MaxParallel = 4, MissingOnly = true });

        Assert.Equal(("2026-11-01", "2026-11-20", 4, true, 3), ((string?)body["from"], (string?)body["to"], (int?)body["maxParallel"], (bool?)body["missingOnly"], (int?)body["parallelism"]));
        Assert.False(body.ContainsKey("businessDate"));
    }
}
