using Etl.Core.Registry;
using Etl.Core.Runs;
using Spectre.Console;

namespace Etl.Cli.Output.Live;

/// <summary>Tasks below each other, with their numbers in columns. On a narrow terminal rates and then rows are left out, and names are cut in their middle.</summary>
internal sealed class TaskColumns
{
    private const int LeastName = 16;
    private const int MarkWidth = 2;
    private const string Gap = "  ";
    private readonly LiveRun _run;
    private readonly IReadOnlyList<TaskDocument> _tasks;
    private readonly int _width;
    private readonly int _nameWidth;
    private readonly List<(Func<TaskDocument, string> Cell, int Width)> _numbers;

    public TaskColumns(LiveRun run, IReadOnlyList<TaskDocument> tasks, int width)
    {
        _run = run;
        _tasks = tasks;
        _width = width;
        var longest = tasks.Select(task => Name(task).GetCellWidth()).DefaultIfEmpty().Max();
        _numbers = [.. new Func<TaskDocument, string>[] { Time, Rows, Rate }.Select(cell => (cell, tasks.Select(task => cell(task).Length).DefaultIfEmpty().Max())).Where(column => column.Item2 > 0)];
        while (_numbers.Count > 1 && Room() < Math.Min(longest, LeastName))
        {
            _numbers.RemoveAt(_numbers.Count - 1);
        }

        _nameWidth = Math.Clamp(longest, 0, Math.Max(1, Room()));
        int Room() => width - MarkWidth - _numbers.Sum(column => Gap.Length + column.Width);
    }

    public IEnumerable<LiveLine> Lines()
    {
        foreach (var task in _tasks)
        {
            var isRunning = task.Status == RunStatus.Running;
            var line = new LiveLine(_width)
                .Add($"{(isRunning ? _run.Marks.Running : _run.Marks.Done)} ", Styles.Of(task.Status))
                .Add(TextFit.PadRight(TextFit.Middle(Name(task), _nameWidth), _nameWidth));
            foreach (var (cell, width) in _numbers)
            {
                line.Add(Gap).Add(TextFit.PadLeft(cell(task), width), isRunning ? null : Styles.Aside);
            }

            yield return line;
        }
    }

    private static string Name(TaskDocument task) => task.Attempts > 1 && task.Status == RunStatus.Running ? $"{task.Name} (attempt {Readable.Count(task.Attempts)})" : task.Name;

    private static string Rows(TaskDocument task) => task.Rows > 0 ? $"{Readable.Count(task.Rows)} rows" : "";

    private string Time(TaskDocument task) => task switch
    {
        { Status: RunStatus.Reused } => "reused",
        { Status: RunStatus.Running, StartedAt: { } startedAt } => Readable.Elapsed(_run.Since(startedAt)),
        _ => Readable.Duration(task.DurationMs),
    };

    private string Rate(TaskDocument task) => task.Status == RunStatus.Running && _run.Rates.Of(task) is { } rate ? $"{Readable.Count((long)rate)}/s" : "";
}
