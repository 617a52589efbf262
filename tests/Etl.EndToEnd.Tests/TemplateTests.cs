using Etl.EndToEnd.Tests.Harness;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests;

/// <summary>The <c>dotnet new</c> template, in a copy of what it builds on.</summary>
[Collection(nameof(BuildingTests))]
public sealed class TemplateTests
{
    private static readonly string[] Projects = ["AzureFunctions.Contracts", "Etl.Core", "Etl.Storage", "Etl.Functions", "Etl.Local", "Etl.Cli", "Etl.Testing"];
    private static readonly string[] RootFiles = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", ".editorconfig", "global.json", "host.json"];

    [Fact]
    public async Task App_FromTheTemplate_BuildsTestsAndRuns()
    {
        const string name = "My.App-2";
        using var folder = new TempFolder();
        var root = folder.Path;
        CopyCheckout(root);
        var hive = Path.Combine(root, "hive");
        await DotnetAsync(root, "new", "sln", "-n", "Copy", "--format", "sln", "--debug:custom-hive", hive);
        await DotnetAsync(root, "new", "install", Path.Combine(Repository.Root, "templates"), "--debug:custom-hive", hive);

        await DotnetAsync(root, "new", "etl-app", "-n", name, "--debug:custom-hive", hive);

        var solution = await File.ReadAllTextAsync(Path.Combine(root, "Copy.sln"), TestContext.Current.CancellationToken);
        Assert.Contains($"{name}.csproj", solution, StringComparison.Ordinal);
        Assert.Contains($"{name}.Tests.csproj", solution, StringComparison.Ordinal);
        await DotnetAsync(root, "build", $"tests/{name}.Tests", "-v", "q", "-nodeReuse:false", "-m:1", "--artifacts-path", Path.Combine(root, "out"));
        await DotnetAsync(root, "exec", $"out/bin/{name}.Tests/debug/{name}.Tests.dll", "-noLogo", "-noColor");
        var run = await DotnetAsync(root, "exec", $"out/bin/{name}/debug/{name}.dll", "run", "calendar", "--date", "2026-11-20");
        Assert.Contains("1 models published", run, StringComparison.Ordinal);
        var rows = await DotnetAsync(root, "exec", $"out/bin/{name}/debug/{name}.dll", "model", "cat", "CalendarDays", "--limit", "1");
        Assert.Equal("""{"date":"2026-01-01","quarter":1,"isWeekend":false}""", rows.Trim());
    }

    private static void CopyCheckout(string root)
    {
        foreach (var file in RootFiles)
        {
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(root, file));
        }

        // What is copied is analyzed where it comes from; what the template makes, here.
        var props = Path.Combine(root, "Directory.Build.props");
        File.WriteAllText(props, File.ReadAllText(props).Replace("</Project>", """<PropertyGroup Condition="'$(MSBuildProjectName.StartsWith(`Etl.`))' == 'True'"><RunAnalyzers>false</RunAnalyzers></PropertyGroup></Project>""", StringComparison.Ordinal));
        var source = Directory.CreateDirectory(Path.Combine(root, "src")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src")))
        {
            File.Copy(file, Path.Combine(source, Path.GetFileName(file)));
        }

        foreach (var project in Projects)
        {
            CopyFolder(Path.Combine("src", project), root);
        }

        CopyFolder(Path.Combine("tests", "Shared"), root);
    }

    private static void CopyFolder(string path, string root)
    {
        var separator = Path.DirectorySeparatorChar;
        var from = Path.Combine(Repository.Root, path);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(from, file)))
        {
            if (!file.StartsWith($"bin{separator}", StringComparison.Ordinal) && !file.StartsWith($"obj{separator}", StringComparison.Ordinal))
            {
                var target = Path.Combine(root, path, file);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(Path.Combine(from, file), target);
            }
        }
    }

    private static Task<string> DotnetAsync(string root, params string[] args) => Dotnet.RunAsync(root, Path.Combine(root, "home"), args);
}
