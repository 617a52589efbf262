using System.Text;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Storage.Sources;
using Etl.Testing;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Tests.Runs;

public sealed class SecretSettingsTests
{
    private const string Secret = "hunter2-Zq9xW";

    [Theory]
    [InlineData(RunOrigin.Http)]
    [InlineData(RunOrigin.CommandLine)]
    [InlineData(RunOrigin.Schedule)]
    public async Task SecretInARequest_IsRefusedWhoeverAsks_AndNotRepeated(RunOrigin origin)
    {
        var request = Request(origin) with { ModelConfigs = ModelConfigs.Empty.With("Vault", "password", Secret).With("Vault", "path", $"/{Secret}") };

        var problems = await Planner(new EtlOptions(), Sales()).FindProblemsAsync(request, default);

        Assert.Equal(["secret-in-request", "secret-in-request"], problems.Select(problem => problem.Code));
        Assert.Equal(
            "Setting 'password' of model 'Vault' is a secret and can't be given with a run, because what a run was started with is recorded. Set it in the app's configuration, such as the environment variable Etl__ModelConfigs__Vault__password.",
            problems[0].Message);
        Assert.All(problems, problem => Assert.DoesNotContain(Secret, problem.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SecretSource_ThatCantBeRead_IsNotNamed()
    {
        var options = new EtlOptions { ModelConfigs = ModelConfigs.Empty.With("Vault", "path", $"/{Secret}.csv") };

        var problem = Assert.Single(await Planner(options, Sales()).FindProblemsAsync(Request(RunOrigin.CommandLine), default));

        Assert.Equal(("unreadable-source", "Setting 'path' of model 'Vault': its source can't be read. Why is not shown, because the setting is a secret."), (problem.Code, problem.Message));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Secret_ReachesTheTask_AndIsNowhereElse(bool fails)
    {
        var seen = "";
        await using var app = await StartAsync((context, secret) =>
        {
            seen = secret!;
            context.Logger.LogInformation("Opening with {Password}", secret);
            context.Logger.LogError(new InvalidOperationException($"denied: {secret}"), "It said no");
            context.RecordSource($"https://vault.example/?key={Uri.EscapeDataString(secret!)}", $"etag-{secret}");
            return fails ? throw new PermanentTaskException($"can't open with '{secret}': {new string('x', 10_000)}") : Task.CompletedTask;
        });

        var run = await app.RunAsync("sales");

        Assert.Equal((fails ? RunStatus.Failed : RunStatus.Succeeded, Secret), (run.Status, seen));
        Assert.Contains(app.Log.All, line => line.Text == "Opening with ***");
        Assert.Contains(app.Log.All, line => line.Text.StartsWith("It said no", StringComparison.Ordinal) && line.Text.Contains("denied: ***", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Log.All, line => line.Text.Contains(Secret, StringComparison.Ordinal));
        await EnsureNowhereAsync(app.Folder);
        if (fails)
        {
            Assert.StartsWith("can't open with '***': xxx", run.Tasks[0].Error!.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(Secret.Length, await app.LatestValueAsync("Vault"));
            var commit = await app.Records.FindCommitAsync(run.RunId, "Open", TestApp.Cancellation);
            Assert.Equal(new SourceReading("https://vault.example/?key=***", "etag-***"), Assert.Single(commit!.Sources));
        }
    }

    [Theory]
    [InlineData(RunOrigin.Http)]
    [InlineData(RunOrigin.CommandLine)]
    public async Task SourceWithAKeyInItsAddress_IsRefusedInARequest_AndNotRepeated(RunOrigin origin)
    {
        var pipeline = new Pipeline("sales", [Numbers.Sum("A")]);
        var request = Request(origin) with { ModelConfigs = ModelConfigs.Empty.With("Numbers.A", "path", $"https://data.example/in.csv?sv=2024&sig={Secret}") };

        var problem = Assert.Single(await Planner(new EtlOptions(), pipeline).FindProblemsAsync(request, default));

        Assert.Equal(
            ("secret-in-request", "Setting 'path' of model 'Numbers.A' is an address with a key in it and can't be given with a run, because what a run was started with is recorded. Set it in the app's configuration, such as the environment variable Etl__ModelConfigs__Numbers_A__path."),
            (problem.Code, problem.Message));
    }

    [Fact]
    public async Task ConfiguredSourceWithAKeyInItsAddress_IsNotRecorded_NorNamedWhenItCantBeRead()
    {
        var pipeline = new Pipeline("sales", [Numbers.Sum("A")]) { ModelConfigs = ModelConfigs.Empty.With("Numbers.A", "path", $"https://localhost:1/in.csv?sv=2024&sig={Secret}").With("Numbers.A", "limit", 3) };

        var problem = Assert.Single(await Planner(new EtlOptions(), pipeline).FindProblemsAsync(Request(RunOrigin.CommandLine), default));

        Assert.Equal("unreadable-source", problem.Code);
        Assert.StartsWith("Setting 'path' of model 'Numbers.A': Source 'https://localhost:1/in.csv?…' can't be reached: ", problem.Message, StringComparison.Ordinal);
        Assert.Equal(["limit"], pipeline.ModelConfigs.WithoutSecrets(pipeline.AllModels()).For("Numbers.A").Keys);
    }

    [Fact]
    public async Task Claim_HasTheOtherSettingsOnly()
    {
        await using var app = await StartAsync((_, _) => Task.CompletedTask);

        var run = await app.RunAsync("sales");

        var claim = await app.Records.FindClaimAsync(run.RunId, TestApp.Cancellation);
        Assert.Equal(["host"], claim!.ModelConfigs.For("Vault").Keys);
    }

    [Fact]
    public async Task SecretOfThePipelinesCode_IsTreatedLikeOneOfTheConfiguration()
    {
        var pipeline = new Pipeline("sales", [Vault.Open((_, _) => Task.CompletedTask)]) { ModelConfigs = ModelConfigs.Empty.With("Vault", "password", Secret) };
        await using var app = await new TestApp(pipeline).StartAsync();

        await app.RunAsync("sales");

        Assert.Equal(Secret.Length, await app.LatestValueAsync("Vault"));
        await EnsureNowhereAsync(app.Folder);
    }

    [Fact]
    public async Task SecretThatWasChanged_IsTakenFromTheConfigurationOfToday()
    {
        using var bench = new Bench(Sales());
        bench.Options = new EtlOptions { ModelConfigs = ModelConfigs.Empty.With("Vault", "password", "old").With("Vault", "host", "old") };
        bench.Deploy(Sales());
        var claim = await bench.ClaimAsync("sales");

        bench.Options = new EtlOptions { ModelConfigs = ModelConfigs.Empty.With("Vault", "password", Secret).With("Vault", "host", "new") };
        bench.Deploy(Sales());
        var session = await bench.Make<RunSessions>().GetAsync(claim.Job.RunId, Bench.Cancellation);

        var vault = (Vault)session.Orchestrator.Models.Get("Vault");
        Assert.Equal((Secret, "old"), (vault.Password, vault.Host));
        Assert.Equal("***", session.Mask.Hide(Secret));
    }

    private static Task<TestApp> StartAsync(Func<TaskContext, string?, Task> before)
    {
        var app = new TestApp(new Pipeline("sales", [Vault.Open(before)]));
        app.Options = app.Options with { ModelConfigs = ModelConfigs.Empty.With("Vault", "password", Secret).With("Vault", "host", "db") };
        return app.StartAsync();
    }

    /// <summary>Looks into the store, the hub's database and its log.</summary>
    private static async Task EnsureNowhereAsync(string folder)
    {
        // The lock file is held by the host, and empty.
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).ToList();
        Assert.Contains(files, file => file.EndsWith("claim.json", StringComparison.Ordinal));
        Assert.Contains(files, file => Path.GetFileName(file) == "hub.db");
        foreach (var file in files)
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) < 0, file);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(Secret)) < 0, file);
        }
    }

    private static Pipeline Sales() => new("sales", [Vault.Open((_, _) => Task.CompletedTask)]);

    private static RunRequest Request(RunOrigin origin) => new() { Pipeline = "sales", Origin = origin };

    private static RunPlanner Planner(EtlOptions options, Pipeline pipeline) =>
        new(new PipelineCatalog(pipeline), options, new SourceReader(new SourceOptions()), new FakeTimeProvider(DateTimeOffset.UnixEpoch));
}
