using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Functions.Tests.Support;

/// <summary>The one row type of the test pipelines.</summary>
internal sealed record Number(int Value);

/// <summary>A model with one setting of each kind: a source, one that requests may set, and one that they may not.</summary>
internal sealed class Numbers([Source] string path = "", [SettableByRequest] int limit = 10, string table = "numbers") : Model<Number>
{
    public string Path => path;

    public int Limit => limit;

    public string Table => table;

    public static ModelRef<Numbers> Of(string key) => Model.Of<Numbers>(key);

    /// <summary>A task that writes one row: the sum of its inputs, plus one.</summary>
    public static EtlTask Sum(string name, params string[] requires) => Task(name, (_, _) => System.Threading.Tasks.Task.CompletedTask, requires: requires);

    /// <summary>The same, after it has done something else.</summary>
    public static EtlTask Task(string name, Func<TaskContext, CancellationToken, Task> before, TaskPolicy? policy = null, params string[] requires) => EtlTask.Create(
        name,
        [.. requires.Select(Of)],
        [Of(name)],
        async (context, cancellationToken) =>
        {
            await before(context, cancellationToken);
            var sum = 1;
            foreach (var input in requires)
            {
                await foreach (var row in context.Input(Of(input), cancellationToken))
                {
                    sum += row.Value;
                }
            }

            await context.Output(Of(name)).WriteAsync(new Number(sum), cancellationToken);
        },
        policy ?? Quick);

    /// <summary>Attempts that follow each other at once.</summary>
    public static TaskPolicy Quick { get; } = new() { MaxAttempts = 3, FirstRetryDelay = TimeSpan.Zero, Timeout = TimeSpan.FromMinutes(5) };
}
