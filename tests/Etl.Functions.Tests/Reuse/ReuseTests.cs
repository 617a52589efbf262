using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Reuse;
using Etl.Functions.Tests.Support;
using Etl.Storage.Registry;

namespace Etl.Functions.Tests.Reuse;

public sealed class ReuseTests
{
    private static readonly TaskPolicy Deterministic = Numbers.Quick with { Reuse = TaskReuse.Deterministic };

    [Fact]
    public async Task WithoutReuse_EveryTaskIsRun()
    {
        await using var bench = await ReuseBench.StartAsync(Made("A"), Numbers.Sum("B", "A"));
        bench.Request = bench.Request with { Reuse = ReuseMode.None };
        await bench.RunAsync();

        Assert.Equal(["A", "B"], await bench.ExecutedAsync());
    }

    [Fact]
    public async Task VersionWithOtherColumnsThanTheModelHasNow_IsNotTakenOver()
    {
        await using var bench = await ReuseBench.StartAsync(Made("A"), Numbers.Sum("B", "A"));
        await bench.ChangeSchemaAsync((await bench.RunAsync()).RunId, "A");

        Assert.Contains("its models have other columns now", (await bench.ForecastAsync()).Select(forecast => forecast.Reason), StringComparer.Ordinal);
        Assert.Equal(["A"], await bench.ExecutedAsync());
    }

    [Fact]
    public async Task VersionWhoseBytesAreGone_IsMadeAgain()
    {
        await using var bench = await ReuseBench.StartAsync(Made("A"), Numbers.Sum("B", "A"));
        await bench.RunAsync();
        Assert.Empty(await bench.ExecutedAsync());
        await bench.DeleteContentAsync("A");

        Assert.Contains("what the newest version of Numbers.A has is gone from the store", (await bench.ForecastAsync()).Select(forecast => forecast.Reason), StringComparer.Ordinal);
        Assert.Equal(["A"], await bench.ExecutedAsync());
        Assert.Empty(await bench.ExecutedAsync());
    }

    [Theory]
    [InlineData(TaskReuse.Automatic, false, true)]
    [InlineData(TaskReuse.Deterministic, false, false)]
    [InlineData(TaskReuse.Deterministic, true, false)]
    [InlineData(TaskReuse.PerBusinessDate, true, false)]
    [InlineData(TaskReuse.Never, false, true)]
    public async Task TaskThatRequiresNothing_IsReusedAsItsPolicySays(TaskReuse reuse, bool recordsSource, bool isRunAgain)
    {
        var task = Numbers.Task("A", (context, _) =>
        {
            if (recordsSource)
            {
                context.RecordSource("clock", "noon");
            }

            return Task.CompletedTask;
        }, Numbers.Quick with { Reuse = reuse });
        await using var bench = await ReuseBench.StartAsync(task);
        await bench.RunAsync();
        var forecast = Assert.Single(await bench.ForecastAsync());

        Assert.Equal(isRunAgain ? ["A"] : [], await bench.ExecutedAsync());
        Assert.Equal(isRunAgain ? ReuseAction.Run : ReuseAction.Reuse, forecast.Action);
        Assert.Equal(isRunAgain, forecast.Reason.StartsWith("always run: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TaskThatSaysThatItReadFromOutside_IsAlwaysRun_ThoughItRequiresAModel()
    {
        var reader = Numbers.Task("B", (context, _) =>
        {
            context.RecordSource("https://rates");
            return Task.CompletedTask;
        }, requires: "A");
        await using var bench = await ReuseBench.StartAsync(Made("A"), reader);
        await bench.RunAsync();

        Assert.Equal(["B"], await bench.ExecutedAsync());
        Assert.Null((await bench.App.LatestAsync("Numbers.B"))!.Fingerprint);
    }

    [Fact]
    public async Task PerBusinessDate_IsRunOnceForEachDate()
    {
        await using var bench = await ReuseBench.StartAsync(Numbers.Task("A", (_, _) => Task.CompletedTask, Numbers.Quick with { Reuse = TaskReuse.PerBusinessDate }));
        await bench.RunAsync();
        bench.Request = bench.Request with { BusinessDate = new DateOnly(2026, 11, 21) };

        Assert.Equal(["A"], await bench.ExecutedAsync());
        Assert.Empty(await bench.ExecutedAsync());
        bench.Request = bench.Request with { BusinessDate = new DateOnly(2026, 11, 20) };
        Assert.Empty(await bench.ExecutedAsync());
    }

    [Fact]
    public async Task UnreadableSource_CountsAsChanged()
    {
        await using var bench = await ReuseBench.StartAsync(Read("A"));
        var file = Path.Combine(bench.App.Folder, "a.txt");
        await File.WriteAllTextAsync(file, "one", TestApp.Cancellation);
        bench.Request = bench.Request with { ModelConfigs = ModelConfigs.Empty.With(Numbers.Of("A"), "table", file) };
        await bench.RunAsync();
        Assert.Empty(await bench.ExecutedAsync());

        File.Delete(file);

        var forecast = Assert.Single(await bench.ForecastAsync());
        Assert.Equal(ReuseAction.Run, forecast.Action);
        Assert.Contains("does not exist", forecast.Reason, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Failed, (await bench.RunAsync()).Status);
    }

    [Fact]
    public async Task SourceOfACommandLine_IsNotLookedAtForARunOverHttp_OutsideOfTheRoots()
    {
        var folder = Directory.CreateTempSubdirectory("etl-outside-");
        try
        {
            var file = Path.Combine(folder.FullName, "a.txt");
            await File.WriteAllTextAsync(file, "one", TestApp.Cancellation);
            await using var bench = await ReuseBench.StartAsync(Read("A", file));
            await bench.RunAsync();
            Assert.Empty(await bench.ExecutedAsync());

            bench.Request = bench.Request with { Origin = RunOrigin.Http };

            Assert.Equal(ReuseAction.Run, Assert.Single(await bench.ForecastAsync()).Action);
            Assert.Equal(RunStatus.Failed, (await bench.RunAsync()).Status);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ParameterThatTheTaskDoesNotRead_ChangesNothing()
    {
        await using var bench = await ReuseBench.StartAsync(Numbers.Task("A", (context, _) => Task.FromResult(context.Job.Parameter("size")), Deterministic));
        await bench.RunAsync();

        bench.Request = bench.Request with { Parameters = new(StringComparer.Ordinal) { ["colour"] = "blue" } };
        Assert.Empty(await bench.ExecutedAsync());
        bench.Request = bench.Request with { Parameters = new(StringComparer.Ordinal) { ["size"] = "2" } };
        Assert.Equal(["A"], await bench.ExecutedAsync());
    }

    [Fact]
    public async Task TaskOfAnotherName_IsNotReusedForIt()
    {
        await using var bench = await ReuseBench.StartAsync(Made("A"));
        await bench.RunAsync();
        var renamed = EtlTask.Create("Renamed", [], [Numbers.Of("A")], (context, token) => context.Output(Numbers.Of("A")).WriteAsync(new Number(1), token).AsTask(), Deterministic);
        bench.App.Catalog = new Core.Pipelines.PipelineCatalog(new Core.Pipelines.Pipeline("p", [renamed]));
        await bench.App.RestartAsync();

        Assert.Equal(["Renamed"], await bench.ExecutedAsync());
    }

    [Fact]
    public async Task SecondDeliveryOfAReusedTask_FindsItsRecord()
    {
        await using var bench = await ReuseBench.StartAsync(Made("A"), Numbers.Sum("B", "A"));
        await bench.RunAsync();
        var run = await bench.RunAsync();

        var again = await bench.App.Get<PublishedModels>().ReadAsync(TestApp.Cancellation);
        var head = await again.FindAsync("Numbers.B", TestApp.Cancellation);

        Assert.Equal(2, head!.Versions.Count);
        Assert.Single(head.Versions.DistinctBy(version => version.Version));
        Assert.Equal(run.RunId, head.Latest.Id.RunId);
        Assert.Equal(2, await bench.App.LatestValueAsync("Numbers.B"));
    }

    private static EtlTask Made(string name) => Numbers.Task(name, (_, _) => Task.CompletedTask, Deterministic);

    /// <summary>A task that reads the file of a setting, or a fixed one.</summary>
    private static EtlTask Read(string name, string? file = null) => Numbers.Task(name, async (context, token) =>
    {
        await using var stream = await context.OpenSourceAsync(file ?? context.Model(Numbers.Of(name)).Table, token);
        await stream.CopyToAsync(Stream.Null, token);
    }, TaskPolicy.Once);
}
