using System.Text;
using Etl.Storage.Registry;
using Etl.Storage.Tests.Registry.Simulation;
using Etl.Testing;

namespace Etl.Storage.Tests.Registry;

public sealed class RecordFormatTests
{
    private readonly InMemoryObjectStore _store = new();
    private readonly RunRecords _records;
    private readonly PublishedModels _models;

    public RecordFormatTests()
    {
        _records = new RunRecords(_store, new FakeTimeProvider());
        _models = new PublishedModels(_store, new FakeTimeProvider());
    }

    public static TheoryData<string> Records => ["claim.json", "epoch.json", "pins.json", "ending.json", "commits/load.json", "summary.json"];

    [Fact]
    public void Preload_AllRecordsOfARun_AreTypesThatTheSerializerKnows() => RunRecords.Preload();

    [Theory]
    [MemberData(nameof(Records))]
    public async Task Read_NewerSchema_AsksForAnUpdate(string record)
    {
        var error = await FailAsync(record, """{"schema":99,"all":"different"}""");
        Assert.Matches($"^'runs/x/{record}' was written by a newer version \\(schema 99\\); this one reads up to \\d\\. Update the app\\.$", error.Message);
        Assert.False(error.IsTransient);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public async Task Read_NotJson_NamesTheObject(string record)
    {
        var error = await FailAsync(record, "<html>");
        Assert.StartsWith($"'runs/x/{record}' in the store memory can't be read: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("restore it from a copy.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public async Task Read_MembersMissing_NamesTheObject(string record) =>
        Assert.StartsWith($"'runs/x/{record}' in the store memory can't be read: ", (await FailAsync(record, """{"schema":1}""")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"schema":"1"}""")]
    public async Task Read_NoRecordAtAll_NamesTheObject(string content) =>
        Assert.StartsWith("'runs/x/claim.json' in the store memory can't be read: ", (await FailAsync("claim.json", content)).Message, StringComparison.Ordinal);

    /// <summary>What only shows when somebody uses it.</summary>
    [Theory]
    [InlineData("claim.json", """ "name":"load" """, """ "name":"../load" """, "'../load' can't be the name of a task.")]
    [InlineData("claim.json", """ "externalModels":[] """, """ "externalModels":[null] """, "'externalModels' has an element that is null.")]
    [InlineData("claim.json", """ "onFailure":"Continue","maxFanOut" """, """ "packs":[[0,7]],"onFailure":"Continue","maxFanOut" """, "A pack has a task that the run does not have.")]
    [InlineData("claim.json", """ "job":{"runId":"x" """, """ "job":{"runId":"y" """, "The snapshot of run 'y' is of run 'x'.")]
    [InlineData("claim.json", """ "provides":["Raw"] """, """ "provides":[null] """, "'provides' has an element that is null.")]
    public async Task Read_NamesAndElementsThatCantBe_NamesTheObject(string record, string member, string damaged, string cause)
    {
        var claim = System.Text.Json.JsonSerializer.Serialize(RegistrySamples.Claim("x"), Etl.Core.Registry.RegistryJson.Options);
        Assert.Contains(member.Trim(), claim, StringComparison.Ordinal);

        var error = await FailAsync(record, claim.Replace(member.Trim(), damaged.Trim(), StringComparison.Ordinal));

        Assert.StartsWith($"'runs/x/{record}' in the store memory can't be read: {cause}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadHeads_WithoutTheNameOfAFile_NamesTheRoot()
    {
        Put("heads/root.json", """{"schema":1,"headFiles":{"Raw":null}}""");

        Assert.StartsWith("'heads/root.json' in the store memory can't be read: 'headFiles' has an element that is null.", (await Assert.ThrowsAsync<RecordFormatException>(() => _models.ReadAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadCommit_OfAnotherTask_NamesTheObject()
    {
        var claim = RegistrySamples.Claim("x");
        await _records.ClaimAsync(claim);
        var commit = System.Text.Json.JsonSerializer.Serialize(RegistrySamples.Commit(claim, "load"), Etl.Core.Registry.RegistryJson.Options);

        Assert.StartsWith("'runs/x/commits/clean.json' in the store memory can't be read: It is of task 'load' of run 'x'.", (await FailAsync("commits/clean.json", commit, "clean")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListNotes_WithAnIdThatIsNone_NamesTheNote()
    {
        await _store.WriteNoteAsync("index/runs/1-x/claimed", new Dictionary<string, string> { ["schema"] = "1", ["run"] = "../x", ["pipeline"] = "p", ["status"] = "Running", ["started"] = "2026-11-21T00:00:00.0000000+00:00" });

        var damaged = await Assert.ThrowsAsync<RecordFormatException>(async () => await _records.ListRunsAsync().ToListAsync());

        Assert.Contains("'index/runs/1-x/claimed' in the store memory can't be read: '../x' can't be an id.", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadHeads_NewerRoot_AsksForAnUpdate()
    {
        Put("heads/root.json", """{"schema":7}""");
        var error = await Assert.ThrowsAsync<RecordFormatException>(() => _models.ReadAsync());
        Assert.Contains("'heads/root.json'", error.Message, StringComparison.Ordinal);
        Assert.Contains("schema 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadHeads_NewerHeadFile_AsksForAnUpdate()
    {
        Put("heads/root.json", """{"schema":1,"headFiles":{"Raw":"heads/Raw/1.json"}}""");
        Put("heads/Raw/1.json", """{"schema":7}""");
        var heads = await _models.ReadAsync();
        await Assert.ThrowsAsync<RecordFormatException>(() => heads.FindAsync("Raw"));
    }

    [Fact]
    public async Task ListNotes_NewerOrDamaged_NamesTheNote()
    {
        await _store.WriteNoteAsync("runs/x/tasks/load", new Dictionary<string, string> { ["schema"] = "2" });
        await _store.WriteNoteAsync("index/runs/1-x/claimed", new Dictionary<string, string> { ["schema"] = "1" });
        var newer = await Assert.ThrowsAsync<RecordFormatException>(async () => await _records.ListTaskNotesAsync(RegistrySamples.Claim("x").Snapshot).ToListAsync());
        Assert.Contains("'runs/x/tasks/load' was written by a newer version", newer.Message, StringComparison.Ordinal);
        var damaged = await Assert.ThrowsAsync<RecordFormatException>(async () => await _records.ListRunsAsync().ToListAsync());
        Assert.Contains("'index/runs/1-x/claimed'", damaged.Message, StringComparison.Ordinal);
    }

    private void Put(string name, string content) => _store.Storage.Write(name, Encoding.UTF8.GetBytes(content));

    private async Task<RecordFormatException> FailAsync(string record, string content, string task = "load")
    {
        Put($"runs/x/{record}", content);
        return await Assert.ThrowsAsync<RecordFormatException>(() => record switch
        {
            "claim.json" => _records.FindClaimAsync("x"),
            "epoch.json" => _records.ReadEpochAsync("x"),
            "pins.json" => _records.PinAsync(RegistrySamples.Claim("x"), _models),
            "ending.json" => _records.FindEndingAsync("x"),
            "summary.json" => _records.FindSummaryAsync("x"),
            _ => _records.FindCommitAsync("x", task),
        });
    }
}
