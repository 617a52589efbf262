using System.Text;
using Etl.Cli.Tests.Support;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;
using Microsoft.Extensions.Logging;

namespace Etl.Cli.Tests;

/// <summary>A secret is planted in the configuration, and looked for in all that commands write.</summary>
[Collection(ProcessWide.Name)]
public sealed class SecretTests
{
    private const string Variable = "Etl__ModelConfigs__Account__token";
    private const string Secret = "hunter2-Zq9xW";

    private static readonly ModelRef<Account> Ref = Model.Of<Account>();

    private static readonly PipelineCatalog Catalog = new(
        new Pipeline("good", [Use("Use", _ => { })]),
        new Pipeline("bad", [Use("Use", token => throw new PermanentTaskException($"401 for token {token}"))]));

    [Theory]
    [InlineData("good", 0)]
    [InlineData("bad", 1)]
    public async Task Run_WithVerboseLogs_WritesTheSecretNowhere(string pipeline, int exitCode)
    {
        using var store = new TempStore();
        var log = new StringWriter();

        var results = await WithSecretAsync(log, async () =>
        {
            var run = (await CommandLine.RunAsync(Catalog, "run", pipeline, "--store", store.Path, "--verbose", "--json")).ShouldExitWith(exitCode);
            var runId = run.Json().GetProperty("runId").GetString()!;
            return new[]
            {
                run,
                await CommandLine.RunAsync(Catalog, "show", runId, "--store", store.Path),
                await CommandLine.RunAsync(Catalog, "plan", pipeline, "--show-config"),
                await CommandLine.RunAsync(Catalog, "plan", pipeline, "--show-config", "--json"),
            };
        });

        Assert.Contains("Using ***", log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, log.ToString(), StringComparison.Ordinal);
        Assert.All(results, result => Assert.DoesNotContain(Secret, result.Output + result.Error, StringComparison.Ordinal));
        Assert.Matches(@"Account +token +\*\*\* +configuration \(Etl__ModelConfigs__Account__token\)", results[2].Output);
        Assert.Equal(exitCode != 0, results[0].Output.Contains("401 for token ***", StringComparison.Ordinal));
        var files = Directory.GetFiles(store.Path, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => Path.GetFileName(file) == "hub.db");
        Assert.All(files, file => Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) < 0, file));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Secret_OnTheCommandLine_IsRefusedAndNotRepeated(bool inFile)
    {
        using var store = new TempStore();
        string[] given = inFile
            ? ["--models", store.File("models.json", $$$"""{"Account": {"token": "{{{Secret}}}"}}""")]
            : ["--model", $"Account.token={Secret}"];

        var result = (await CommandLine.RunAsync(Catalog, ["run", "good", "--store", store.Path, "--json", "--verbose", .. given])).ShouldExitWith(2);

        Assert.Equal("secret-in-request", result.Json().GetProperty("error").GetProperty("problems")[0].GetProperty("code").GetString());
        Assert.DoesNotContain(Secret, result.Output + result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(store.Path));
    }

    [Fact]
    public async Task ModelOption_ThatIsNoSetting_DoesNotRepeatItsValue()
    {
        var result = (await CommandLine.RunAsync(Catalog, "plan", "good", "--model", $"Account={Secret}")).ShouldExitWith(2);

        Assert.Contains("--model Account=... is not MODEL.ARG=VALUE", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.Error, StringComparison.Ordinal);
    }

    private static async Task<T> WithSecretAsync<T>(TextWriter log, Func<Task<T>> run)
    {
        var console = Console.Error;
        Environment.SetEnvironmentVariable(Variable, Secret);
        Console.SetError(TextWriter.Synchronized(log));
        try
        {
            return await run();
        }
        finally
        {
            Console.SetError(console);
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    private static EtlTask Use(string name, Action<string> use) => EtlTask.Create(name, [], [Ref], async (context, cancellationToken) =>
    {
        var token = context.Model(Ref).Token;
        context.Logger.LogInformation("Using {Token}", token);
        use(token);
        await context.Output(Ref).WriteAsync(token.Length, cancellationToken);
    });

    internal sealed class Account([Secret] string token = "") : Model<int>
    {
        public string Token => token;
    }
}
