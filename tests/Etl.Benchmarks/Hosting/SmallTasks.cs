using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Benchmarks.Hosting;

/// <summary>Tasks that do next to nothing: each reads what it requires and writes one row.</summary>
internal static class SmallTasks
{
    /// <summary>A task of a given name, that provides the model of the same key.</summary>
    /// <param name="key">Letters, digits and hyphens.</param>
    /// <param name="work">What it does besides.</param>
    /// <param name="requires">Keys of others.</param>
    public static EtlTask Create(string key, Func<CancellationToken, Task>? work = null, params string[] requires)
    {
        var inputs = requires.Select(required => Model.Of<Value>(required)).ToList();
        var output = Model.Of<Value>(key);
        return EtlTask.Create($"Task.{key}", inputs, [output], async (context, cancellationToken) =>
        {
            if (work is not null)
            {
                await work(cancellationToken);
            }

            var sum = 1;
            foreach (var input in inputs)
            {
                await foreach (var row in context.Input(input, cancellationToken))
                {
                    sum += row.Number % 1_000;
                }
            }

            await context.Output(output).WriteAsync(new Row(sum), cancellationToken);
        });
    }

    /// <summary>As many tasks as are asked for, in groups of a hundred: a hundredth of them depends on nothing, the others on one of the first.</summary>
    /// <param name="tasks">How many.</param>
    /// <param name="work">What each does besides.</param>
    public static IReadOnlyList<TaskNode> Wide(int tasks, Func<CancellationToken, Task>? work = null)
    {
        var roots = Math.Max(1, tasks / 100);
        return [.. Enumerable.Range(0, tasks).Select(i => i < roots ? Create($"{i}", work) : Create($"{i}", work, $"{i % roots}"))];
    }

    public sealed record Row(int Number);

    public sealed class Value : Model<Row>;
}
