using System.Runtime.InteropServices;
using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Benchmarks.Scenarios;

/// <summary>Tasks that each provide one model and require up to three models of random earlier tasks. The same for each size, whoever asks.</summary>
internal sealed class RandomGraph
{
    private const int MaxRequired = 3;
    private const int Seed = 42;
    private readonly int[][] _required;

    private RandomGraph(int[][] required) => _required = required;

    public int Size => _required.Length;

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

        var required = new int[size][];
        for (var i = 0; i < size; i++)
        {
            required[number[i]] = i == 0 ? [] : [.. Enumerable.Range(0, MaxRequired).Select(_ => number[random.Next(i)]).Distinct()];
        }

        return new RandomGraph(required);
    }

    public IReadOnlyList<EtlTask> Tasks(ReferenceKind references)
    {
        if (references == ReferenceKind.Made)
        {
            return [.. Enumerable.Range(0, Size).Select(i => new MakingTask(i, _required[i]))];
        }

        var shared = references == ReferenceKind.Shared ? Enumerable.Range(0, Size).Select(Reference).ToArray() : null;
        return [.. Enumerable.Range(0, Size).Select(i => EtlTask.Create(
            Name(i),
            Array.ConvertAll(_required[i], task => shared?[task] ?? Reference(task)),
            [shared?[i] ?? Reference(i)],
            (_, _) => Task.CompletedTask))];
    }

    /// <summary>As the peers read it: the number of tasks, then for each task how many it needs, and which.</summary>
    public async Task WriteAsync(string file)
    {
        int[] numbers = [Size, .. _required.SelectMany(tasks => tasks.Prepend(tasks.Length))];
        await File.WriteAllBytesAsync(file, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());
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
