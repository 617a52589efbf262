using Etl.Cli.Tests.Support;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.Cli.Tests;

/// <summary>What the options of <c>etl run</c> make of a run, as it was recorded.</summary>
public sealed class RunOptionsTests : IDisposable
{
    private static readonly ModelRef<Greetings> Ref = Model.Of<Greetings>();

    private static readonly PipelineCatalog Catalog = new(
        new Pipeline("greet", [EtlTask.Create("Greet", [], [Ref], (context, token) => context.Output(Ref).WriteAllAsync([context.Model(Ref).Text], token))]) { Parameters = [new Parameter("size", "small")] });

    private readonly TempStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Run_WithoutOptions_GoesOnAfterAFailure_LevelByLevel_WithoutALimit()
    {
        var snapshot = (await ClaimAsync()).Snapshot;

        Assert.Equal((FailureMode.Continue, RunScheduling.Levels, null), (snapshot.OnFailure, snapshot.Scheduling, snapshot.Parallelism));
    }

    [Theory]
    [InlineData("continue", FailureMode.Continue)]
    [InlineData("stop", FailureMode.Stop)]
    public async Task OnFailure_SaysWhetherTheRunGoesOn(string given, FailureMode expected) =>
        Assert.Equal(expected, (await ClaimAsync("--on-failure", given)).Snapshot.OnFailure);

    [Theory]
    [InlineData("levels", RunScheduling.Levels)]
    [InlineData("eager", RunScheduling.Eager)]
    public async Task Scheduling_SaysWhenATaskStarts(string given, RunScheduling expected) =>
        Assert.Equal(expected, (await ClaimAsync("--scheduling", given)).Snapshot.Scheduling);

    [Fact]
    public async Task Options_AreThoseOfTheRun()
    {
        var claim = await ClaimAsync("--parallelism", "3", "--environment", "test", "--date", "2026-11-20", "-p", "size=large=1", "--allow-breaking", "--reuse");

        Assert.Equal((3, "test", new DateOnly(2026, 11, 20), "large=1"), (claim.Snapshot.Parallelism, claim.Job.Environment, claim.Job.BusinessDate, claim.Job.Parameters["size"]));
        Assert.Equal((true, ReuseMode.Unchanged), (claim.Request.AllowBreaking, claim.Request.Reuse));
    }

    [Fact]
    public async Task SettingOfItsOwn_GoesBeforeThoseOfFiles_AndALaterFileBeforeAnEarlierOne()
    {
        var first = _store.File("first.json", """{"Greetings": {"text": "first", "note": "first", "mark": "first"}}""");
        var second = _store.File("second.json", """{"Greetings": {"text": "second", "note": "second"}}""");

        var settings = (await ClaimAsync("--model", "Greetings.text=own", "--models", first, "--models", second)).ModelConfigs.For("Greetings");

        Assert.Equal(["own", "second", "first"], new[] { "text", "note", "mark" }.Select(name => settings[name].GetString()));
    }

    [Theory]
    [InlineData("2999-01-01", true)]
    [InlineData("2001-01-01", false)]
    public async Task DateInTheFuture_IsPointedOut(string date, bool isFuture)
    {
        var run = (await CommandLine.RunAsync(Catalog, "run", "greet", "--date", date, "--store", _store.Path)).ShouldExitWith(0);

        Assert.Equal(isFuture, run.Error.Contains($"for {date}, which is in the future: what it publishes is the latest until then", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--on-failure", "halt", "--on-failure halt is neither 'continue' nor 'stop'.")]
    [InlineData("--scheduling", "lazy", "--scheduling lazy is neither 'levels' nor 'eager'.")]
    [InlineData("--parallelism", "0", "--parallelism 0 is below 1")]
    [InlineData("--environment", "a b", "--environment a b is not a name")]
    [InlineData("-p", "size", "-p size is not NAME=VALUE.")]
    [InlineData("--models", "", "--models  can't be read: ")]
    [InlineData("--model", "Greetings=x", "--model Greetings=... is not MODEL.ARG=VALUE")]
    public async Task ValueThatIsNone_IsRefusedInWords_AndNothingIsWritten(string option, string value, string problem)
    {
        var result = (await CommandLine.RunAsync(Catalog, "run", "greet", option, value, "--store", _store.Path)).ShouldExitWith(2);

        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_store.Path));
    }

    private async Task<RunClaim> ClaimAsync(params string[] options)
    {
        var run = (await CommandLine.RunAsync(Catalog, ["run", "greet", "--store", _store.Path, "--json", .. options])).ShouldExitWith(0).Json();
        var records = new RunRecords(new FolderObjectStore(_store.Path), TimeProvider.System);
        return (await records.FindClaimAsync(run.GetProperty("runId").GetString()!, TestContext.Current.CancellationToken))!;
    }

    private sealed class Greetings(string text = "hello", string note = "", string mark = "") : Model<string>
    {
        public string Text => $"{text}{note}{mark}";
    }
}
