using System.Diagnostics;
using Etl.EndToEnd.Tests.Harness;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests;

/// <summary>The commands for a backup, as docs/operations.md has them.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task BackupAndRestore_AsDocumented_KeepEverythingButTheHub()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands are those of a Unix shell.");
        using var folder = new TempFolder();
        var store = Path.Combine(folder.Path, ".etl");
        (await EtlProcess.RunAsync("run", "hotels.resort", "--store", store)).ShouldExitWith(0);

        // A pipeline may be called like the files of the hub.
        var likeTheHub = Path.Combine("runs", "hub.daily-1", "claim.json");
        Directory.CreateDirectory(Path.Combine(store, "runs", "hub.daily-1"));
        await File.WriteAllTextAsync(Path.Combine(store, likeTheHub), "{}", TestContext.Current.CancellationToken);

        foreach (var command in await CommandsAsync())
        {
            using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = folder.Path })!;
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(shell.ExitCode == 0, command);
        }

        var restored = Files(Path.Combine(folder.Path, "restored"));
        Assert.Equal(Files(store).Where(file => !file.StartsWith("hub.", StringComparison.Ordinal)), restored);
        Assert.Contains(likeTheHub, restored);
        Assert.Contains(Path.Combine("heads", "root.json"), restored);
    }

    private static async Task<IEnumerable<string>> CommandsAsync()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "operations.md"), TestContext.Current.CancellationToken);
        var section = lines.SkipWhile(line => line != "## Backup and restore").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).ToList();
        var commands = section.Where(line => line.Contains("tar -", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, commands.Count);
        return commands;
    }

    private static List<string> Files(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Where(file => !file.StartsWith(".tmp", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
