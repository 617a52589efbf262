using System.Text.Json;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Objects;
using Etl.Storage.Tests.Registry.Simulation;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>All that the store says, parsed as it is written. Sees the store from outside: no process waits for it or can change it.</summary>
internal sealed class RegistryFacts
{
    private readonly SimulatedStorage _storage;
    private readonly Func<DateTimeOffset> _now;
    private readonly List<string> _meanwhileDeleted = [];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public RegistryFacts(SimulatedStorage storage, IReadOnlyList<RunPlan> plans, Func<DateTimeOffset> now)
    {
        _storage = storage;
        _now = now;
        Plans = plans;
        Rules = new RegistryRules(this);
        storage.Written = Written;
        storage.Deleted = Deleted;
    }

    public IReadOnlyList<RunPlan> Plans { get; }

    public RegistryRules Rules { get; }

    /// <summary>The first rule that was broken.</summary>
    public string? Violation { get; private set; }

    public Dictionary<string, RunClaim> Claims { get; } = new(StringComparer.Ordinal);

    /// <summary>By name.</summary>
    public Dictionary<string, OccurrenceDecision> Decisions { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, RunPins> Pins { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, RunEnding> Endings { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, RunDocument> Summaries { get; } = new(StringComparer.Ordinal);

    /// <summary>The first record of each task, whatever became of it.</summary>
    public Dictionary<(string RunId, string Task), TaskCommit> Commits { get; } = [];

    /// <summary>The first record of each pack, whatever became of it.</summary>
    public Dictionary<string, PackCommit> Packs { get; } = new(StringComparer.Ordinal);

    /// <summary>The records of packs that are there, or were deleted last.</summary>
    public Dictionary<string, PackCommit> StoredPacks { get; } = new(StringComparer.Ordinal);

    /// <summary>The records that are there, also those in records of packs.</summary>
    public Dictionary<(string RunId, string Task), TaskCommit> StoredCommits { get; } = [];

    /// <summary>Entries that retention has taken off the lists: version and order key.</summary>
    public HashSet<(string Version, OrderKey Order)> Unlisted { get; } = [];

    public Dictionary<string, HeadFile> HeadFiles { get; } = new(StringComparer.Ordinal);

    /// <summary>Every state that the heads were in, by model; at first there are none.</summary>
    public List<IReadOnlyDictionary<string, HeadFile>> Heads { get; } = [new Dictionary<string, HeadFile>(StringComparer.Ordinal)];

    public DateTimeOffset Now => _now();

    /// <summary>Whether retention has taken something off that the run had published.</summary>
    public bool IsThinned(string runId) =>
        Plan(runId).Tasks.SelectMany(task => Commit(runId, task.Name)?.Outputs ?? []).Any(output => Unlisted.Any(entry => entry.Version == output.Version));

    public bool IsNamedByRoot(string headFile) =>
        _storage.Read("heads/root.json") is { } root && Parse<HeadsRoot>(System.Text.Encoding.UTF8.GetString(root.Content.Span)).HeadFiles.ContainsValue(headFile);

    /// <summary>Whether an object with this prefix was deleted while some run had not ended.</summary>
    public bool WasMeanwhileDeleted(string prefix) => _meanwhileDeleted.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

    public bool HasEnded(string runId) => Summaries.ContainsKey(runId);

    public IReadOnlyList<string> Names(string prefix) => _storage.Names(prefix);

    public RunPlan Plan(string runId) => Plans.Single(plan => plan.RunId == runId);

    /// <summary>Whether a conditional write of an object ever lost to another.</summary>
    public bool WasRefused(string name) => _storage.Refused.Contains(name);

    public bool HasBlob(string name) => _storage.Read(name) is not null;

    public TaskCommit? Commit(string runId, string task) => Commits.GetValueOrDefault((runId, task));

    public bool AllSucceeded(RunPlan plan) => plan.Tasks.All(task => Commit(plan.RunId, task.Name)?.Status.IsSuccess() == true);

    /// <summary>The versions that each attempt of a task must read; null while they are not all there.</summary>
    public IReadOnlyList<VersionId>? Inputs(RunPlan plan, TaskDescriptor task) => Pins.GetValueOrDefault(plan.RunId) is { } pins
        ? plan.InputsOf(task, pins, model => Commit(plan.RunId, plan.ProviderOf(model)!.Name)?.Outputs.FirstOrDefault(output => output.Model == model)?.Id)
        : null;

    public static string Occurrence(RunPlan plan) => $"schedules/{plan.Pipeline}/{RunPlan.Schedule}/{plan.Occurrence:yyyyMMdd}.json";

    /// <summary>Remembers and throws it: a caller in the background may not be listened to.</summary>
    public void Break(string rule)
    {
        Violation ??= rule;
        throw new ModelViolationException(rule);
    }

    public void Check(bool holds, string rule)
    {
        if (!holds)
        {
            Break(rule);
        }
    }

    /// <summary>What a participant was told must be what is stored.</summary>
    public void Told<T>(string name, T record) =>
        Check(_texts.GetValueOrDefault(name) == Text(record), $"A participant was told another '{name}' than the one that is stored: {Text(record)}");

    private static string Text<T>(T record) => JsonSerializer.Serialize(record, RegistryJson.Options);

    private void Written(string name, StoredObject? before, StoredObject after)
    {
        if (name.StartsWith("models/", StringComparison.Ordinal))
        {
            Check(before is null, $"The bytes of a version were overwritten: '{name}'.");
            return;
        }

        var text = System.Text.Encoding.UTF8.GetString(after.Content.Span);
        var file = name[(name.LastIndexOf('/') + 1)..];
        Check(before is null || name == "heads/root.json" || file == "epoch.json", $"A record was overwritten: '{name}'.");
        _texts[name] = text;
        switch (file)
        {
            case "claim.json":
                var claim = Parse<RunClaim>(text);
                Claims[claim.Job.RunId] = claim;
                Rules.CheckIsNotSkipped(Plan(claim.Job.RunId));
                break;
            case "epoch.json":
                Rules.CheckEpoch(name, before is null ? 1 : Epoch(before), Epoch(after));
                break;
            case "pins.json":
                var pins = Parse<RunPins>(text);
                Pins[pins.RunId] = pins;
                Rules.CheckPins(pins);
                break;
            case "ending.json":
                var ending = Parse<RunEnding>(text);
                Endings[ending.RunId] = ending;
                Rules.CheckEnding(ending);
                break;
            case "summary.json":
                var summary = Parse<RunDocument>(text);
                Summaries[summary.RunId] = summary;
                Rules.CheckSummary(summary);
                break;
            case "root.json":
                var root = Parse<HeadsRoot>(text);
                Check(root.HeadFiles.Values.All(HasBlob), "The root names a list that is gone.");
                Heads.Add(root.HeadFiles.ToDictionary(head => head.Key, head => HeadFiles[head.Value], StringComparer.Ordinal));
                Rules.CheckHeads(Heads[^2], Heads[^1]);
                break;
            default:
                if (name.StartsWith("heads/", StringComparison.Ordinal))
                {
                    HeadFiles[name] = Parse<HeadFile>(text);
                    Rules.CheckHeadFile(name, HeadFiles[name], after.Content.Span);
                }
                else if (name.StartsWith("schedules/", StringComparison.Ordinal))
                {
                    Decisions[name] = Parse<OccurrenceDecision>(text);
                }
                else if (name.Contains("/packs/", StringComparison.Ordinal))
                {
                    var pack = Parse<PackCommit>(text);
                    Packs.TryAdd(pack.RunId, pack);
                    StoredPacks[pack.RunId] = pack;
                    foreach (var commit in pack.Tasks)
                    {
                        Committed(commit);
                    }
                }
                else
                {
                    var commit = Parse<TaskCommit>(text);
                    Rules.CheckIsLeftOpen(commit);
                    Committed(commit);
                }

                break;
        }
    }

    private void Committed(TaskCommit commit)
    {
        Commits.TryAdd((commit.RunId, commit.Task), commit);
        StoredCommits[(commit.RunId, commit.Task)] = commit;
        Rules.CheckCommit(commit);
    }

    private void Deleted(string name)
    {
        var segments = name.Split('/');
        if (Claims.Count > Summaries.Count)
        {
            _meanwhileDeleted.Add(name);
        }

        switch (segments[0])
        {
            case "models":
                Rules.CheckBlobIsNotNamed(name);
                break;
            case "heads":
                Rules.CheckListIsNotNamed(name);
                break;
            case "runs" when segments[2] == "commits":
                var commit = (segments[1], Path.GetFileNameWithoutExtension(segments[3]));
                Rules.CheckCommitIsNotNeeded(commit);
                StoredCommits.Remove(commit);
                break;
            case "runs" when segments[2] == "packs":
                var tasks = StoredPacks[segments[1]].Tasks.Select(task => (task.RunId, task.Task)).ToList();
                tasks.ForEach(Rules.CheckCommitIsNotNeeded);
                tasks.ForEach(task => StoredCommits.Remove(task));
                break;
            default:
                Break($"'{name}' was deleted.");
                break;
        }
    }

    private static T Parse<T>(string text) => JsonSerializer.Deserialize<T>(text, RegistryJson.Options)!;

    private static int Epoch(StoredObject stored) => JsonDocument.Parse(stored.Content).RootElement.GetProperty("epoch").GetInt32();
}
