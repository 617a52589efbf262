using System.Runtime.InteropServices;
using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Benchmarks.Scenarios;

/// <summary>Tasks that each provide one model and require up to three models of random earlier tasks. The same for each size, whoever asks.</summary>
internal sealed class RandomGraph
{
    private const int MaxRequired = 3;
    private const int None = -1;
    private const int Seed = 42;

    // Those of task i from place MaxRequired * i on. Next to the tasks of a user's process there is no graph, so it is kept small.
    private readonly int[] _required;

    private RandomGraph(int size)
    {
        Size = size;
        _required = new int[size * MaxRequired];
        Array.Fill(_required, None);
    }

    public int Size { get; }

    /// <param name="size">How many tasks there are.</param>
    /// <param name="isShuffled">Whether a task may be given before those that it depends on.</param>
    public static RandomGraph Create(int size, bool isShuffled)
    {
        var random = new Random(Seed);
        var number = Enumerable.Range(0, size).ToArray();
        if (isShuffled)
        {
            random.Shuffle(number);
        }

        var graph = new RandomGraph(size);
        for (var i = 1; i < size; i++)
        {
            var required = graph._required.AsSpan(number[i] * MaxRequired, MaxRequired);
            var count = 0;
            for (var edge = 0; edge < MaxRequired; edge++)
            {
                var other = number[random.Next(i)];
                if (!required[..count].Contains(other))
                {
                    required[count++] = other;
                }
            }
        }

        return graph;
    }

    public IReadOnlyList<EtlTask> Tasks(ReferenceKind references)
    {
        if (references == ReferenceKind.Made)
        {
            return [.. Enumerable.Range(0, Size).Select(i => new MakingTask(i, Required(i).ToArray()))];
        }

        var shared = references == ReferenceKind.Shared ? Enumerable.Range(0, Size).Select(Reference).ToArray() : null;
        return [.. Enumerable.Range(0, Size).Select(i => EtlTask.Create(
            Name(i),
            Array.ConvertAll(Required(i).ToArray(), task => shared?[task] ?? Reference(task)),
            [shared?[i] ?? Reference(i)],
            (_, _) => Task.CompletedTask))];
    }

    /// <summary>As the peers read it: the number of tasks, then for each task how many it needs, and which.</summary>
    public async Task WriteAsync(string file)
    {
        int[] numbers = [Size, .. Enumerable.Range(0, Size).SelectMany(task => (int[])[Required(task).Length, .. Required(task)])];
        await File.WriteAllBytesAsync(file, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());
    }

    private ReadOnlySpan<int> Required(int task)
    {
        var required = _required.AsSpan(task * MaxRequired, MaxRequired);
        var count = required.IndexOf(None);
        return count < 0 ? required : required[..count];
    }

    private static string Name(int task) => $"t{task}";

    private static ModelRef Reference(int task) => Model.Of<Item>($"m{task}");

    public sealed class Item : Model<int>;

    private sealed class MakingTask(int number, int[] required) : EtlTask
    {
        public override string Name { get; } = RandomGraph.Name(number);

        public override IReadOnlyList<ModelRef> Requires() => Array.ConvertAll(required, Reference);

        public override IReadOnlyList<ModelRef> Provides() => [Reference(number)];

        public override Task RunAsync(TaskContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
