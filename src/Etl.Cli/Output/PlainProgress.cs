using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Cli.Output;

/// <summary>A line for each task that starts or ends; for pipes, logs and CI.</summary>
internal sealed class PlainProgress(CliOutput output) : IProgressView
{
    private readonly Dictionary<string, (RunStatus Status, int Attempts)> _shown = new(StringComparer.Ordinal);

    public void Show(RunDocument run)
    {
        foreach (var task in run.Tasks)
        {
            var now = (task.Status, task.Attempts);
            if (task.Status == RunStatus.Pending || (_shown.TryGetValue(task.Name, out var before) && before == now))
            {
                continue;
            }

            _shown[task.Name] = now;
            output.Hint(Line(task));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Line(TaskDocument task)
    {
        var line = $"{task.Status,-9} {task.Name}";
        line += task.Status.IsSuccess() ? $"  {Readable.Count(task.Rows)} rows, {Readable.Bytes(task.Bytes)}, {Readable.Duration(task.DurationMs)}" : "";
        line += task.Attempts > 1 ? $"  attempt {task.Attempts}" : "";
        return task.Error is null ? line : $"{line}  {task.Error.Message}";
    }
}
