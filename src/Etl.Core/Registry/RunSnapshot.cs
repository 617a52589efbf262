using System.Text.Json.Serialization;
using Etl.Core.Planning;

namespace Etl.Core.Registry;

/// <summary>
/// The input of an orchestration: all that decides what it schedules. It computes its levels from this, never from what a later
/// deployment registers, so a replay takes the same decisions on any version of the code.
/// </summary>
/// <param name="Schema">Of this record: 5 with <see cref="Pools"/>, else 4 with <see cref="ChunksAtATime"/>, else 3 with packs, else 2. Older ones stay readable.</param>
/// <param name="RunId">The durable instance id.</param>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Tasks">In run order.</param>
/// <param name="ExternalModels">Required models that other pipelines provide.</param>
/// <param name="OnFailure">What happens when a task has failed.</param>
/// <param name="MaxFanOut">A level with more tasks is split over sub-orchestrations of at most this many.</param>
/// <param name="CancelGrace">How long running tasks have to stop after a cancel request.</param>
public sealed record RunSnapshot(
    int Schema,
    string RunId,
    string Pipeline,
    IReadOnlyList<TaskDescriptor> Tasks,
    IReadOnlyList<string> ExternalModels,
    FailureMode OnFailure,
    int MaxFanOut,
    TimeSpan CancelGrace)
{
    /// <summary>The highest schema that this code reads, and writes.</summary>
    public const int CurrentSchema = 5;

    /// <summary>Of a snapshot without packs, which an app from before there were packs can run.</summary>
    public const int SchemaWithoutPacks = 2;

    /// <summary>Of a snapshot with packs, all of whose chunks may run at a time.</summary>
    public const int SchemaWithPacks = 3;

    /// <summary>Of a snapshot that says how many chunks run at a time, and has no pools.</summary>
    public const int SchemaWithChunks = 4;

    /// <summary>Of a snapshot with pools, for which one task asks for all that wait for the same.</summary>
    public const int SchemaWithPools = 5;

    /// <summary>In run order.</summary>
    public IReadOnlyList<TaskDescriptor> Tasks { get; init; } = SharedParts.Of(Tasks);

    /// <summary>The run's own partition of each partitioned model that it reads or writes; null when there are none.</summary>
    public SortedDictionary<string, string>? Partitions { get; init; }

    /// <summary>When a task is started whose inputs are there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RunScheduling Scheduling { get; init; }

    /// <summary>How many tasks run at a time; null for as many as the hosts take.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Parallelism { get; init; }

    /// <summary>Slots of the pools that tasks of the run use, by name; null when there are none. The slots in the store decide; these only keep tasks of one run from asking in vain.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, int>? Pools { get; init; }

    /// <summary>Tasks that run together in one activity, by their places in <see cref="Tasks"/>; those of a pack are of one level. Null when each task runs by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<IReadOnlyList<int>>? Packs { get; init; }

    /// <summary>How many of the sub-orchestrations of a level run at a time, so that what waits for its turn costs no memory; null for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ChunksAtATime { get; init; }

    /// <summary>Somebody at a command line waits for its end. When that can't be recorded, who waits is told so within half a minute, and goes on with 'etl resume'; other runs try it for a day.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFollowed { get; init; }

    /// <summary>Of tasks that wait for slots of the same pools one asks for all. In earlier runs each asked for itself.</summary>
    [JsonIgnore]
    public bool AsksInLine => Schema >= SchemaWithPools;

    /// <summary>The partition of a model that the run reads or writes; null for the whole.</summary>
    public string? PartitionOf(string model) => Partitions?.GetValueOrDefault(model);

    /// <summary>Task name → where it stands among the packs; tasks that run by themselves are left out.</summary>
    public IReadOnlyDictionary<string, PackPlace> PackPlaces()
    {
        var places = new Dictionary<string, PackPlace>(StringComparer.Ordinal);
        for (var pack = 0; pack < Packs?.Count; pack++)
        {
            for (var place = 0; place < Packs[pack].Count; place++)
            {
                places.Add(Tasks[Packs[pack][place]].Name, new PackPlace(pack, place));
            }
        }

        return places;
    }

    /// <summary>The level of each task, in the order of <see cref="Tasks"/>; the first level is 1. Linear in tasks and edges, without recursion.</summary>
    public IReadOnlyList<int> Levels()
    {
        Graph().TopologicalOrder(out var levels);
        return levels;
    }

    /// <summary>Which tasks wait for which: nodes are places in <see cref="Tasks"/>, and a node has an edge for each model that it requires of another. Linear.</summary>
    public DependencyGraph Graph()
    {
        var providers = new Dictionary<string, int>(Tasks.Count, StringComparer.Ordinal);
        var required = 0;
        for (var task = 0; task < Tasks.Count; task++)
        {
            required += Tasks[task].Requires.Count;
            foreach (var model in Tasks[task].Provides)
            {
                providers[model] = task;
            }
        }

        var upstreamStart = new int[Tasks.Count + 1];
        var upstream = new int[required];
        var count = 0;
        for (var task = 0; task < Tasks.Count; task++)
        {
            foreach (var model in Tasks[task].Requires)
            {
                if (providers.TryGetValue(model, out var provider))
                {
                    upstream[count++] = provider;
                }
            }

            upstreamStart[task + 1] = count;
        }

        return new DependencyGraph(upstreamStart, upstream);
    }
}
