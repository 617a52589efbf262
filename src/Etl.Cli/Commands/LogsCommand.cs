using System.CommandLine;
using Etl.Cli.Output;
using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Cli.Commands;

/// <summary><c>etl logs RUN [TASK]</c></summary>
internal sealed class LogsCommand : ICommand
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private readonly RunArgument _run = new();
    private readonly Argument<string?> _task = new("task") { Description = "Name of a task; all tasks when left out", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _follow = new("-f", "--follow") { Description = "Go on until the run has ended; lines come a few seconds after they were logged" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("logs", "Print what the tasks of a run have logged, in order of time");
        _run.AddTo(command);
        command.Arguments.Add(_task);
        command.Options.Add(_follow);
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var run = await _run.FindAsync(context);
        var task = context.Arguments.GetValue(_task);
        if (task is not null && run.Tasks.All(known => known.Name != task))
        {
            throw new CliException(ExitCode.Invalid, "unknown-task", $"Run '{run.RunId}' has no task '{task}'.{Core.Text.Suggestion.DidYouMean(task, run.Tasks.Select(known => known.Name))} List them with: etl show {run.RunId}");
        }

        var follows = context.Arguments.GetValue(_follow);
        var shown = new HashSet<TaskLogLine>();
        using var timer = new PeriodicTimer(PollInterval, CommandContext.Time);
        while (true)
        {
            // Before the lines are read: those of a run that has ended are all there.
            var isLast = !follows || run.Status is not (RunStatus.Pending or RunStatus.Running or RunStatus.Paused);
            var lines = await context.Reader.LogsAsync(run.RunId, task, context.Interrupted);
            if (context.Output.IsJson && isLast)
            {
                context.Output.WriteJson(lines);
            }
            else if (!context.Output.IsJson)
            {
                foreach (var line in lines.Where(shown.Add))
                {
                    await context.Output.Out.WriteLineAsync($"{Readable.Time(line.Time)} {line.Level,-11} {line.Task}{(line.Attempt > 1 ? $" (attempt {line.Attempt})" : "")}: {line.Message}");
                }
            }

            if (isLast)
            {
                if (lines.Count == 0)
                {
                    context.Output.Hint("Nothing was logged.");
                }

                return ExitCode.Success;
            }

            await timer.WaitForNextTickAsync(context.Interrupted);
            run = await _run.FindAsync(context);
        }
    }
}
