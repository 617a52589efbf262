using Etl.Local.Engine;
using Microsoft.Data.Sqlite;

namespace Etl.Local.Tests.Engine;

/// <summary>
/// The machine loses power: of what was written since the last sync, some sectors are on disk and some are not, in any mixture. SQLite syncs its log before a commit returns, so when a
/// commit has returned, nothing before it may be missing.
/// </summary>
public sealed class PowerLossTests
{
    private const int SectorSize = 512;
    private const int Mixtures = 6;

    [Fact]
    public async Task PowerLoss_WithAnyMixtureOfUnsyncedSectors_LosesNothingThatWasAcknowledged()
    {
        using var states = new SyncedStates();
        List<int> acknowledged = [];
        await using (var hub = await states.OpenAsync(Functions()))
        {
            await hub.StartAsync("Collect", id: "one");
            for (var i = 1; i <= 12; i++)
            {
                await hub.Client.RaiseEventAsync("one", "Number", i);
                acknowledged.Add(states.Count);
            }
        }

        var random = new Random(20261129);
        for (var commit = 0; commit + 1 < states.Count; commit++)
        {
            for (var mixture = 0; mixture < Mixtures; mixture++)
            {
                using var lost = states.MixOf(commit, random);
                await using var hub = await TestHub.OpenAsync(Functions(), copyOf: lost.Database);
                await hub.Engine.ResumeAllAsync(TestHub.Patience);
                if (acknowledged.Count(commits => commits <= commit + 1) is var expected and > 0)
                {
                    await hub.Client.RaiseEventAsync("one", "Number", -1);
                    var received = (await hub.EndOfAsync("one")).ReadOutputAs<List<int>>()![..^1];
                    Assert.Equal(Enumerable.Range(1, received.Count), received);
                    Assert.True(received.Count >= expected, $"after commit {commit}: {received.Count} of {expected} acknowledged events are there");
                }
            }
        }
    }

    [Theory]
    [InlineData(null, "2", "1")]
    [InlineData(SqliteSynchronous.Normal, "1", "0")]
    public async Task Open_UnlessAskedOtherwise_SyncsEachCommitOfTheLog_ToTheDriveItself(SqliteSynchronous? asked, string synchronous, string full)
    {
        await using var hub = await TestHub.OpenAsync();
        using var file = Etl.Local.Engine.Hub.HubFile.Open(Path.Combine(Path.GetDirectoryName(hub.Database)!, "other.db"), asked ?? new DurableEngineOptions().Synchronous);

        Assert.Equal("wal", Ask(file.Connection, "PRAGMA journal_mode"));
        Assert.Equal(synchronous, Ask(file.Connection, "PRAGMA synchronous"));
        Assert.Equal(full, Ask(file.Connection, "PRAGMA fullfsync"));
        Assert.Equal(full, Ask(file.Connection, "PRAGMA checkpoint_fullfsync"));
    }

    private static TestFunctions Functions() => new TestFunctions().Orchestrator("Collect", async c =>
    {
        var events = new List<int>();
        while (events.Count == 0 || events[^1] != -1)
        {
            events.Add(await c.WaitForExternalEvent<int>("Number"));
        }

        return events;
    });

    private static string? Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }

    /// <summary>The hub's files as they were when each commit had returned: synced, and not yet acknowledged to anybody.</summary>
    private sealed class SyncedStates : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("etl-power-").FullName;
        private string? _database;

        public int Count { get; private set; }

        public async Task<TestHub> OpenAsync(TestFunctions functions)
        {
            var hub = await TestHub.OpenAsync(functions, new DurableEngineOptions { AfterCommit = Keep }, new InstantTime());
            _database = hub.Database;
            return hub;
        }

        /// <summary>The state at a commit, with any of the sectors that the next one changed. Only the log changes between two commits, as long as there is no checkpoint.</summary>
        public LostPower MixOf(int commit, Random random)
        {
            var (before, after) = (Path.Combine(_folder, $"{commit}.db"), Path.Combine(_folder, $"{commit + 1}.db"));
            Assert.Equal(File.ReadAllBytes(before), File.ReadAllBytes(after));
            return new LostPower(File.ReadAllBytes(before), Mix(File.ReadAllBytes(before + "-wal"), File.ReadAllBytes(after + "-wal"), random));
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        private static byte[] Mix(byte[] synced, byte[] written, Random random)
        {
            // The file may have grown although its new sectors are not there: they are zeros then.
            var mixed = new byte[random.Next(synced.Length, written.Length + 1)];
            synced.CopyTo(mixed, 0);
            for (var sector = 0; sector < mixed.Length; sector += SectorSize)
            {
                if (random.Next(2) == 0)
                {
                    var length = Math.Min(SectorSize, mixed.Length - sector);
                    written.AsSpan(sector, length).CopyTo(mixed.AsSpan(sector));
                }
            }

            return mixed;
        }

        private void Keep()
        {
            TestHub.CopyDatabase(_database!, Path.Combine(_folder, $"{Count}.db"));
            Count++;
        }
    }

    private sealed class LostPower : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-power-");

        public LostPower(byte[] database, byte[] log)
        {
            File.WriteAllBytes(Database, database);
            File.WriteAllBytes(Database + "-wal", log);
        }

        public string Database => Path.Combine(_folder.FullName, "hub.db");

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
