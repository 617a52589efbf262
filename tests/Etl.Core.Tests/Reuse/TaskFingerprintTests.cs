using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Reuse;
using Etl.Core.Runs;
using Etl.Core.Schemas;
using Etl.Core.Tasks;

namespace Etl.Core.Tests.Reuse;

public sealed class TaskFingerprintTests
{
    private static readonly InputContent Input = new("Rows.In", null, "aa");

    [Fact]
    public void SameHistory_HasTheSameHash_WhateverRunItIs()
    {
        Assert.Equal(Hash(), Hash());
        Assert.Equal(Hash(), Hash(job: Job() with { RunId = "other", Pipeline = "other", StartedAt = DateTimeOffset.UnixEpoch, BusinessDate = new DateOnly(2020, 1, 1) }));
        Assert.Matches("^[0-9a-f]{64}$", Hash());
    }

    [Fact]
    public void EachPart_ChangesTheHash()
    {
        string[] hashes =
        [
            Hash(),
            Hash(policy: TaskPolicy.Default with { CodeVersion = "2" }),
            Hash(name: "Other"),
            Hash(configs: ModelConfigs.Empty.With("Rows.Out", "limit", 7)),
            Hash(inputs: [Input with { ContentSha256 = "bb" }]),
            Hash(inputs: [Input, new InputContent("Rows.More", null, "aa")]),
            Hash(inputs: [Input with { Partition = "2026-11-20" }]),
            Hash(inputs: []),
            Hash(reads: ["businessDate"]),
            Hash(reads: ["businessDate"], job: Job() with { BusinessDate = new DateOnly(2020, 1, 1) }),
            Hash(reads: ["environment"]),
            Hash(reads: ["parameter:size"]),
            Hash(reads: ["parameter:size"], job: Job("2")),
            Hash(reads: ["parameter:none"]),
            Hash(reads: ["parameters"]),
            Hash(reads: ["parameters"], job: Job("2")),
            Hash(reads: ["model:Rows.In"]),
            Hash(reads: ["model:Rows.In"], configs: ModelConfigs.Empty.With("Rows.In", "limit", 7)),
            Hash(reads: ["something of a later version"]),
            Hash(policy: TaskPolicy.Default with { Reuse = TaskReuse.PerBusinessDate }, job: Job() with { BusinessDate = new DateOnly(2020, 1, 2) }),
            Hash(previous: [new InputContent("Rows.Out", null, "cc")], configs: ModelConfigs.Empty.With("Rows.Out", "isGrowing", true)),
            Hash(configs: ModelConfigs.Empty.With("Rows.Out", "isGrowing", true)),
            .. new[] { "warn", "error", "fresh" }.Select(check => Hash(output: Model.Of<Checked>(check))),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void WhatDecidesNoContent_ChangesNothing()
    {
        Assert.Equal(Hash(), Hash(configs: ModelConfigs.Empty.With("Rows.Out", "compression", "None").With("Rows.Out", "format", "Csv")));
        Assert.Equal(Hash(), Hash(configs: ModelConfigs.Empty.With("Rows.Out", "password", "secret")));
        Assert.Equal(Hash(), Hash(configs: ModelConfigs.Empty.With("Rows.In", "limit", 7)));
        Assert.Equal(Hash(), Hash(job: Job("2")));
        Assert.Equal(Hash(), Hash(previous: [new InputContent("Rows.Out", null, "cc")]));
        Assert.Equal(Hash(), Hash(policy: TaskPolicy.Once with { Timeout = TimeSpan.FromMinutes(1) }));
    }

    [Fact]
    public void FreshCheck_MakesTheBusinessDateCount()
    {
        var other = Job() with { BusinessDate = new DateOnly(2020, 1, 1) };

        Assert.NotEqual(Hash(output: Model.Of<Checked>("fresh")), Hash(output: Model.Of<Checked>("fresh"), job: other));
        Assert.Equal(Hash(output: Model.Of<Checked>("error")), Hash(output: Model.Of<Checked>("error"), job: other));
    }

    [Fact]
    public void CheckThatBecomesAnError_ChangesTheHash()
    {
        var models = Of(output: Model.Of<Checked>("warn")).ToRecord();
        var strict = Of(output: Model.Of<Checked>("error")).ToRecord();

        Assert.Equal("""["ok: Warn"]""", models["checks:Checked.warn"]);
        Assert.Equal("""["ok"]""", strict["checks:Checked.error"]);
    }

    [Fact]
    public void OutputsWithOtherColumns_AreTold()
    {
        var version = new ModelVersion("Rows.Out", "v1", "run", "Task", null, new OrderKey(default, default, "run"), "blob", ModelFormat.JsonLines, ModelCompression.None, "text/plain", 0, 0, "", "", default);

        Assert.True(Fingerprints().HaveSchemas([version, version with { SchemaHash = ModelSchema.Of(new Rows())!.Hash() }, version with { Model = "Gone", SchemaHash = "other" }]));
        Assert.False(Fingerprints().HaveSchemas([version with { SchemaHash = "other" }]));
    }

    [Fact]
    public void NumberAsText_IsTheSameSetting() => Assert.Equal(
        Hash(configs: ModelConfigs.Empty.With("Rows.Out", "limit", 7)),
        Hash(configs: ModelConfigs.Empty.With("Rows.Out", "limit", "7")));

    [Fact]
    public void DefaultThatIsGivenExplicitly_IsTheSameSetting() => Assert.Equal(Hash(), Hash(configs: ModelConfigs.Empty.With("Rows.Out", "limit", 10)));

    [Fact]
    public void Changes_AreToldInWords()
    {
        var before = Of(reads: ["parameter:size", "businessDate"]).ToRecord();

        var changes = Of(
            policy: TaskPolicy.Default with { CodeVersion = "2" },
            configs: ModelConfigs.Empty.With("Rows.Out", "limit", 7),
            inputs: [Input with { ContentSha256 = "bb" }, new InputContent("Rows.More", "x", "cc")],
            reads: ["parameter:size", "businessDate"],
            job: Job("2") with { BusinessDate = new DateOnly(2020, 1, 1) }).ChangesSince(before);

        Assert.Equal(
            ["business date 2026-01-01 -> 2020-01-01", "code version 1 -> 2", "input Rows.In has other content", "input Rows.More[x] is new", "parameter size 1 -> 2", "setting Rows.Out.limit 10 -> 7"],
            changes);
    }

    [Fact]
    public void UnknownInput_IsNoChange_AndHasNoHash()
    {
        var before = Of().ToRecord();

        var fingerprint = Of(inputs: [Input with { ContentSha256 = null }]);

        Assert.Equal(["Rows.In"], fingerprint.UnknownInputs);
        Assert.Empty(fingerprint.ChangesSince(before));
        Assert.Throws<InvalidOperationException>(() => fingerprint.Hash);
    }

    [Fact]
    public void Record_HasShortValuesAndNoSecrets()
    {
        var record = Of(configs: ModelConfigs.Empty.With("Rows.Out", "password", "hush").With("Rows.Out", "note", new string('n', 5000)), reads: ["parameter:size"]).ToRecord();

        Assert.Equal("10", record["setting:Rows.Out.limit"]);
        Assert.Equal("\"1\"", record["parameter:size"]);
        Assert.Equal("aa", record["input:Rows.In"]);
        Assert.StartsWith("sha256:", record["setting:Rows.Out.note"], StringComparison.Ordinal);
        Assert.DoesNotContain(record, part => part.Key.Contains("password", StringComparison.Ordinal) || part.Value.Contains("hush", StringComparison.Ordinal));
    }

    private static string Hash(
        string name = "Task", TaskPolicy? policy = null, ModelConfigs? configs = null, InputContent[]? inputs = null, InputContent[]? previous = null, string[]? reads = null, JobContext? job = null, ModelRef? output = null) =>
        Of(name, policy, configs, inputs, previous, reads, job, output).Hash;

    private static TaskFingerprint Of(
        string name = "Task", TaskPolicy? policy = null, ModelConfigs? configs = null, InputContent[]? inputs = null, InputContent[]? previous = null, string[]? reads = null, JobContext? job = null, ModelRef? output = null) =>
        Fingerprints(name, policy, configs, inputs, previous, job, output).Of(reads ?? []);

    private static TaskFingerprints Fingerprints(
        string name = "Task", TaskPolicy? policy = null, ModelConfigs? configs = null, InputContent[]? inputs = null, InputContent[]? previous = null, JobContext? job = null, ModelRef? output = null)
    {
        var task = EtlTask.Create(name, [Model.Of<Rows>("In")], [output ?? Model.Of<Rows>("Out")], (_, _) => Task.CompletedTask, policy);
        configs ??= ModelConfigs.Empty;
        job ??= Job();
        var orchestrator = new Orchestrator(job, [task], configs, [Model.Of<Rows>("In")]);
        var snapshot = new RunSnapshot(RunSnapshot.CurrentSchema, job.RunId, job.Pipeline, [], [], FailureMode.Continue, 100, TimeSpan.Zero);
        var claim = new RunClaim(RunClaim.CurrentSchema, job, new RunRequest { Pipeline = job.Pipeline }, "", snapshot);
        return new TaskFingerprints(claim, configs, orchestrator.Models, orchestrator.Plan.Tasks[0], inputs ?? [Input], previous ?? []);
    }

    private static JobContext Job(string size = "1") => JobContext.ForTest(parameters: new SortedDictionary<string, string>(StringComparer.Ordinal) { ["size"] = size });

    private sealed class Checked : Model<DateOnly>
    {
        public override IReadOnlyList<ModelCheck<DateOnly>> Checks => Key switch
        {
            "warn" => [Check.That("ok", _ => true).Warn()],
            "fresh" => [Check.Fresh(day => day, TimeSpan.FromDays(1)).Named("ok")],
            _ => [Check.That("ok", _ => true)],
        };
    }

    private sealed class Rows(int limit = 10, bool isGrowing = false, string? note = null, [Secret] string? password = null) : Model<int>
    {
        public int Limit => limit;

        public string? Note => note;

        public string? Password => password;

        public override bool IsIncremental => isGrowing;
    }
}
