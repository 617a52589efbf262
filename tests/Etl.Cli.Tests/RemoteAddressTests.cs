using Etl.Cli.Tests.Support;

namespace Etl.Cli.Tests;

/// <summary>Which app or store a command works with, by its options and the environment.</summary>
[Collection(ProcessWide.Name)]
public sealed class RemoteAddressTests
{
    private const string Variable = "Etl__Url";

    /// <summary>Nothing listens there.</summary>
    private const string Address = "http://127.0.0.1:9/";

    [Theory]
    [InlineData("gc")]
    [InlineData("doctor")]
    [InlineData("serve", "--port", "0")]
    [InlineData("publish", "numbers-1")]
    [InlineData("resume", "numbers-1")]
    public async Task CommandThatNeedsAStore_RefusesAnAddress_AndSaysWhereItComesFrom(params string[] command)
    {
        var given = (await CommandLine.RunAsync(NumbersPipeline.Catalog, [.. command, "--url", Address])).ShouldExitWith(2);
        Assert.Contains($"'etl {command[0]}' works on a store, not over HTTP. Leave out --url and name", given.Error, StringComparison.Ordinal);

        var found = (await WithAddressAsync(() => CommandLine.RunAsync(NumbersPipeline.Catalog, command))).ShouldExitWith(2);
        Assert.Contains("(here it comes from Etl__Url)", found.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_GoesBeforeTheAddressOfTheEnvironment()
    {
        using var store = new TempStore();

        (await WithAddressAsync(() => CommandLine.RunAsync(NumbersPipeline.Catalog, "run", "numbers", "--store", store.Path))).ShouldExitWith(0);

        Assert.True(Directory.Exists(store.Path));
    }

    [Fact]
    public async Task AddressOfTheEnvironment_IsAskedByCommandsThatWorkOverHttp()
    {
        var result = (await WithAddressAsync(() => CommandLine.RunAsync(NumbersPipeline.Catalog, "runs"))).ShouldExitWith(2);

        Assert.Contains("127.0.0.1:9", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoreAndAddress_ExcludeEachOther()
    {
        var result = (await CommandLine.RunAsync(NumbersPipeline.Catalog, "runs", "--url", Address, "--store", "nowhere")).ShouldExitWith(2);

        Assert.Contains("--url and --store exclude each other", result.Error, StringComparison.Ordinal);
    }

    private static async Task<CommandResult> WithAddressAsync(Func<Task<CommandResult>> command)
    {
        Environment.SetEnvironmentVariable(Variable, Address);
        try
        {
            return await command();
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }
}
