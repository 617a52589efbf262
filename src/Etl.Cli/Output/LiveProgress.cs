using Etl.Core.Registry;
using Etl.Core.Runs;
using Spectre.Console;

namespace Etl.Cli.Output;

/// <summary>A table that is redrawn on a terminal: running tasks and the latest to end, with a line of counts.</summary>
internal sealed class LiveProgress : IProgressView
{
    private const int MaxRows = 20;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Table _table = new Table().Border(TableBorder.None).HideHeaders();
    private readonly Task _drawing;
    private LiveDisplayContext? _display;

    public LiveProgress(CliOutput output)
    {
        _table.AddColumns("Status", "Task", "Numbers");
        _drawing = output.Progress.Live(_table).AutoClear(true).StartAsync(async display =>
        {
            _display = display;
            await _ended.Task;
        });
    }

    public void Show(RunDocument run)
    {
        _table.Rows.Clear();
        var running = run.Tasks.Where(task => task.Status == RunStatus.Running).Take(MaxRows).ToList();
        var ended = run.Tasks.Where(task => task.Status.HasEnded()).TakeLast(MaxRows - running.Count);
        foreach (var task in ended.Concat(running))
        {
            _table.AddRow(RunTable.Status(task.Status), Markup.Escape(task.Name), Numbers(task));
        }

        var done = run.Tasks.Count(task => task.Status.HasEnded());
        _table.AddRow("", "", Markup.Escape($"{Readable.Count(done)} of {Readable.Count(run.Tasks.Count)} tasks"));
        _display?.Refresh();
    }

    /// <summary>Results are printed only when the display has left the terminal.</summary>
    public async ValueTask DisposeAsync()
    {
        _ended.TrySetResult();
        await _drawing;
    }

    private static string Numbers(TaskDocument task) => task.Status.IsSuccess()
        ? $"{Readable.Count(task.Rows)} rows, {Readable.Bytes(task.Bytes)}, {Readable.Duration(task.DurationMs)}"
        : Markup.Escape(task.Error?.Message ?? (task.Attempts > 1 ? $"attempt {task.Attempts}" : ""));
}
