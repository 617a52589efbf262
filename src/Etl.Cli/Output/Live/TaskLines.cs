using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Cli.Output.Live;

/// <summary>The tasks that matter now: those that failed with their messages, the latest to end, and those that run.</summary>
internal static class TaskLines
{
    private const string Indent = "  ";

    /// <summary>At most so many lines. Running tasks come before ended ones when there is no room for all.</summary>
    public static IEnumerable<LiveLine> Of(LiveRun run, int width, int height)
    {
        if (height < 1)
        {
            return [];
        }

        var failures = Failures(run, width, Math.Max(1, height / 3));
        var running = run.Run.Tasks.Where(task => task.Status == RunStatus.Running).OrderBy(task => task.StartedAt).ToList();
        var room = height - failures.Count;
        var shown = running.Count <= room ? running : running[..Math.Max(0, room - 1)];
        var ended = run.Run.Tasks.Where(task => task.Status.IsSuccess() && task.StartedAt is not null)
            .OrderByDescending(task => task.StartedAt!.Value.AddMilliseconds(task.DurationMs ?? 0)).Take(room - running.Count).Reverse().ToList();
        return [.. failures, .. new TaskColumns(run, [.. ended, .. shown], width).Lines(), .. More(running.Count - shown.Count, "running", width).Take(room - shown.Count)];
    }

    /// <summary>The latest ones, each with as much of its message as fits: beside its name, or where that is too little below it.</summary>
    private static List<LiveLine> Failures(LiveRun run, int width, int height)
    {
        var failed = run.Run.Tasks.Where(task => task.Status == RunStatus.Failed).OrderByDescending(task => task.StartedAt).ToList();
        var lines = new List<LiveLine>();
        var shown = 0;
        foreach (var block in failed.Select(task => Failure(run, task, width)))
        {
            var isLast = shown == failed.Count - 1;
            if (lines.Count + block.Count + (isLast ? 0 : 1) > height && shown > 0)
            {
                break;
            }

            lines.AddRange(block.Take(height - lines.Count));
            shown++;
        }

        lines.AddRange(More(failed.Count - shown, "failed", width).Take(height - lines.Count));
        return lines;
    }

    private static List<LiveLine> Failure(LiveRun run, TaskDocument task, int width)
    {
        var message = TextFit.OneLine(task.Error?.Message ?? "");
        var name = $"{run.Marks.Failed} {task.Name}";
        var isOneLine = name.Length + Indent.Length + message.Length <= width || name.Length <= width / 3;
        if (isOneLine)
        {
            return [new LiveLine(width).Add(name, Styles.Failed).Add(message.Length > 0 ? $"{Indent}{message}" : "")];
        }

        var first = new LiveLine(width).Add($"{run.Marks.Failed} {TextFit.Middle(task.Name, width - Indent.Length)}", Styles.Failed);
        return message.Length == 0 ? [first] : [first, new LiveLine(width).Add($"{Indent}{message}")];
    }

    private static IEnumerable<LiveLine> More(int count, string what, int width) =>
        count > 0 ? [new LiveLine(width).Add($"{Indent}{Readable.Count(count)} more {what}", Styles.Aside)] : [];
}
