using Etl.Local.Engine;
using Etl.Local.Engine.History;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;

namespace Etl.Local.Tests.Engine;

public sealed class HubTests
{
    [Fact]
    public async Task Open_HubOfANewerVersion_SaysSo_AndLeavesItAlone()
    {
        await using var hub = await TestHub.OpenAsync();
        await hub.Engine.DisposeAsync();
        hub.Tamper("PRAGMA user_version = 99");

        var refused = await Assert.ThrowsAsync<HubException>(() => OpenAsync(hub.Database));

        Assert.Equal($"The hub '{hub.Database}' was written by a newer version of this program (schema 99; this one knows 1). Use that version, or another hub.", refused.Message);
        Assert.Equal(hub.Database, refused.DatabasePath);
    }

    [Fact]
    public async Task Open_AnotherProgramsDatabase_IsRefused()
    {
        await using var hub = await TestHub.OpenAsync();
        await hub.Engine.DisposeAsync();
        hub.Tamper("PRAGMA application_id = 1");

        Assert.Contains("is an SQLite database, but not a hub", (await Assert.ThrowsAsync<HubException>(() => OpenAsync(hub.Database))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_FileThatIsNoDatabase_NamesTheFileAndTheWayOut()
    {
        await using var hub = await TestHub.OpenAsync();
        await hub.Engine.DisposeAsync();
        await File.WriteAllTextAsync(hub.Database, new string('x', 5000));

        var refused = await Assert.ThrowsAsync<HubException>(() => OpenAsync(hub.Database));

        Assert.StartsWith($"The hub '{hub.Database}' is damaged or is not an SQLite database", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Restore it from a backup, or move it away", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_HubThatIsHeld_IsRefused_UntilItIsLetGo()
    {
        await using var hub = await TestHub.OpenAsync();

        await Assert.ThrowsAsync<HubInUseException>(() => OpenAsync(hub.Database));
        await hub.Engine.DisposeAsync();
        await using var next = await OpenAsync(hub.Database);

        Assert.NotNull(next);
    }

    [Fact]
    public async Task Open_FolderThatCanNotBeMade_NamesThePath()
    {
        await using var hub = await TestHub.OpenAsync();
        var below = Path.Combine(hub.Database, "hub.db");

        var refused = await Assert.ThrowsAsync<HubException>(() => OpenAsync(below));

        Assert.StartsWith($"The hub '{below}' can't be opened", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteThatFails_StopsTheEngine_AndTellsWhoWaits()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Wait", async c => await c.WaitForExternalEvent<int>("Go")));
        var id = await hub.StartAsync("Wait");
        await hub.IdleAsync(id);
        var wait = hub.EndOfAsync(id);
        hub.Tamper("DROP TABLE inbox");

        var request = await Assert.ThrowsAsync<HubException>(() => hub.Client.RaiseEventAsync(id, "Go", 1));
        var later = await Assert.ThrowsAsync<HubException>(() => hub.StartAsync("Wait"));
        var waited = await Assert.ThrowsAsync<HubException>(() => wait);

        Assert.Contains(hub.Database, request.Message, StringComparison.Ordinal);
        Assert.Same(request, later);
        Assert.Same(request, waited);
    }

    [Fact]
    public async Task HistoryThatCanNotBeRead_StopsTheEngine_AndTellsWhoWaits()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Wait", async c => await c.WaitForExternalEvent<int>("Go")));
        var id = await hub.StartAsync("Wait");
        await hub.IdleAsync(id);
        await hub.ReopenAsync();
        var wait = hub.EndOfAsync(id);
        hub.Tamper("DROP TABLE history; CREATE TABLE history (broken)");

        await hub.Engine.ResumeAllAsync(TestHub.Patience);

        Assert.Contains(hub.Database, (await Assert.ThrowsAsync<HubException>(() => wait)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InputThatCanNotBeReadForLateCode_StopsTheEngine_AndDoesNotFailTheInstance()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a database that is open can't be moved there");
        Action beforeInput = () => { };
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Late", async c =>
            {
                await c.WaitForExternalEvent<int>("Go");
                beforeInput();
                return c.GetInput<int>();
            }));
        var id = await hub.StartAsync("Late", 7);
        await hub.IdleAsync(id);
        var away = hub.Database + ".away";
        beforeInput = () =>
        {
            SqliteConnection.ClearAllPools();
            File.Move(hub.Database, away);
        };

        await hub.Client.RaiseEventAsync(id, "Go", 1);
        Assert.IsType<HubException>(await hub.Engine.Broken.WaitAsync(TestHub.Patience));
        beforeInput = () => { };
        File.Move(away, hub.Database);
        await hub.ReopenAsync();
        await hub.Engine.ResumeAllAsync(TestHub.Patience);

        Assert.Equal(7, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task HistoryThatIsDamagedWithin_FailsItsInstance_AndNoOther()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Wait", async c =>
            {
                await Assert.ThrowsAsync<TaskFailedException>(() => c.CallActivityAsync("Missing"));
                return await c.WaitForExternalEvent<int>("Go");
            }));
        await hub.StartAsync("Wait", id: "damaged");
        await hub.StartAsync("Wait", id: "whole");
        await hub.IdleAsync("whole");
        await hub.ReopenAsync();
        hub.Tamper($"UPDATE history SET payload = '?' WHERE kind = {(int)EventKind.ActivityFailed} AND instance = (SELECT seq FROM instances WHERE id = 'damaged')");

        await hub.Engine.ResumeAllAsync(TestHub.Patience);
        await hub.Client.RaiseEventAsync("whole", "Go", 1);

        Assert.Equal("System.Text.Json.JsonException", (await hub.EndOfAsync("damaged")).FailureDetails!.ErrorType);
        Assert.Equal(1, (await hub.EndOfAsync("whole")).ReadOutputAs<int>());
        Assert.Equal("Failed#-1", hub.History("damaged")[^1]);
    }

    private static Task<DurableEngine> OpenAsync(string path)
        => DurableEngine.OpenAsync(path, new TestFunctions(), new(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
}
