namespace Etl.Core.Tests.Architecture;

/// <summary>Dependencies point one way: Core, Storage, Functions, Local, Cli, App, each knowing only what is before it.</summary>
public sealed class DependencyDirectionTests
{
    private static readonly Dictionary<string, string[]> AllowedProjects = new(StringComparer.Ordinal)
    {
        ["AzureFunctions.Contracts"] = [],
        ["Etl.Core"] = [],
        ["Etl.Storage"] = ["Etl.Core"],
        ["Etl.Functions"] = ["AzureFunctions.Contracts", "Etl.Storage"],
        ["Etl.Local"] = ["Etl.Functions"],
        ["Etl.Cli"] = ["Etl.Local"],
        ["Etl.App"] = ["Etl.Cli", "Etl.Hotels"],
        ["Etl.Hotels"] = ["Etl.Core"],
        ["Etl.Testing"] = ["Etl.Core"],
    };

    /// <summary>Projects that must stay light; the others choose their packages.</summary>
    private static readonly Dictionary<string, string[]> AllowedPackages = new(StringComparer.Ordinal)
    {
        ["AzureFunctions.Contracts"] = [],
        ["Etl.Core"] = ["Microsoft.Extensions.Logging.Abstractions"],
        ["Etl.Hotels"] = ["CsvHelper"],
        ["Etl.Testing"] = [],
    };

    public static TheoryData<string> Projects => [.. AllowedProjects.Keys];

    [Fact]
    public void Projects_AreThoseOfTheLayout() =>
        Assert.Equal(AllowedProjects.Keys.Order(StringComparer.Ordinal), Repository.ProjectFiles.Select(file => Path.GetFileNameWithoutExtension(file)));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_ReferencesOnlyWhatIsBeforeIt(string project) =>
        Assert.Equal(AllowedProjects[project], Repository.References(FileOf(project), "ProjectReference"));

    [Theory]
    [InlineData("AzureFunctions.Contracts")]
    [InlineData("Etl.Core")]
    [InlineData("Etl.Hotels")]
    [InlineData("Etl.Testing")]
    public void LightProject_ReferencesOnlyItsFewPackages(string project) =>
        Assert.Equal(AllowedPackages[project], Repository.References(FileOf(project), "PackageReference"));

    [Theory]
    [InlineData("Etl.Core")]
    [InlineData("Etl.Storage")]
    [InlineData("Etl.Hotels")]
    [InlineData("Etl.Testing")]
    public void LibraryProject_NeedsNoWebFramework(string project) =>
        Assert.Empty(Repository.References(FileOf(project), "FrameworkReference"));

    [Fact]
    public void AzureWorker_IsReferencedOnlyWhereFunctionsAreDeclaredAndStarted()
    {
        var users = Repository.ProjectFiles
            .Where(file => Repository.References(file, "PackageReference").Any(package => package.StartsWith("Microsoft.Azure.Functions.", StringComparison.Ordinal)))
            .Select(file => Path.GetFileNameWithoutExtension(file));

        Assert.Equal(["Etl.App", "Etl.Cli", "Etl.Functions"], users);
    }

    [Fact]
    public void AzureStorage_IsReferencedByStorageOnly()
    {
        var users = Repository.ProjectFiles
            .Where(file => Repository.References(file, "PackageReference").Any(package => package.StartsWith("Azure.", StringComparison.Ordinal)))
            .Select(file => Path.GetFileNameWithoutExtension(file));

        Assert.Equal(["Etl.Storage"], users);
    }

    private static string FileOf(string project) => Path.Combine(Repository.Root, "src", project, $"{project}.csproj");
}
