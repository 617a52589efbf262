using System.Text.Json;
using Etl.EndToEnd.Tests.Harness;
using Etl.Functions.Activities;
using Etl.Local.Functions;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests.Infrastructure;

/// <summary>The build against the real SDK of Azure Functions, where its packages can be had.</summary>
[Collection(nameof(BuildingTests))]
public sealed class AzureBuildTests
{
    /// <summary>A source that does not answer, no such package, and no version of it that is high enough.</summary>
    private static readonly string[] NotServed = ["NU1301", "NU1101", "NU1102"];

    [Fact]
    public async Task AzureBuild_CompilesAndFindsTheFunctionsThatTheLocalHostRuns()
    {
        using var folder = new TempFolder();

        // A source that has not every version gives a newer one, with NU1603, which is as good for this test.
        var (exitCode, output, error) = await Dotnet.TryRunAsync(
            Repository.Root,
            Path.Combine(folder.Path, "home"),
            "build", Path.Combine("src", "Etl.App"), "-c", "Release", "-v", "q", "-nodeReuse:false", "-p:AzureSdk=true", "-p:WarningsNotAsErrors=NU1603", "--artifacts-path", Path.Combine(folder.Path, "out"));

        Assert.SkipWhen(exitCode != 0 && NotServed.Any(code => output.Contains(code, StringComparison.Ordinal)), "A package of the Azure SDK can't be had from the package sources of this machine.");
        Assert.True(exitCode == 0, $"{output}\n{error}");
        var metadata = await File.ReadAllTextAsync(Path.Combine(folder.Path, "out", "bin", "Etl.App", "release", "functions.metadata"), TestContext.Current.CancellationToken);
        using var functions = JsonDocument.Parse(metadata);
        var names = functions.RootElement.EnumerateArray().Select(function => function.GetProperty("name").GetString()!).Order(StringComparer.Ordinal);
        Assert.Equal(FunctionCatalog.Discover(typeof(RunTask).Assembly).Names, names);
    }
}
