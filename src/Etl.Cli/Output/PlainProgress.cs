using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Cli.Output;

/// <summary>A line for each task that starts or ends, and when the run is paused; for pipes, logs and CI.</summary>
internal sealed class PlainProgress(CliOutput output) : IProgressView
{
    private readonly Dictionary<string, (RunStatus Status, int Attempts)> _shown = new(StringComparer.Ordinal);
    private bool _isPaused;

    public void Show(RunDocument run)
    {
        var isPaused = run.Status == RunStatus.Paused;
        if (isPaused != _isPaused)
        {
            _isPaused = isPaused;
            output.Hint(isPaused ? $"Paused. Go on with: etl unpause {run.RunId}" : "Goes on.");
        }

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
        return task.Error is null ? line : $"{line}  {TextFit.OneLine(task.Error.Message)}";
    }
}
