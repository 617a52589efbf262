using Etl.Cli.Output;
using Etl.Cli.Output.Live;
using Etl.Cli.Reading;
using Etl.Core.Runs;

namespace Etl.Cli.Running;

/// <summary>The second half of <c>run</c> and <c>resume</c>: follows the run, prints it and gives the exit code.</summary>
internal static class RunWatch
{
    public static async Task<int> WatchAsync(CommandContext context, IEtlReader reader, IRunHost host, string runId)
    {
        Core.Registry.RunDocument run;
        try
        {
            await using var view = View(context, reader);
            run = await new RunFollower(reader, host, view, CommandContext.Time).FollowAsync(runId, context.Interrupted);
        }
        catch (OperationCanceledException) when (context.Interrupted.IsCancellationRequested)
        {
            context.Output.Error.WriteLine(host.IsElsewhere
                ? $"Stopped watching. The run goes on; look again with: etl show {runId}"
                : $"Stopping (Ctrl-C again: at once). Go on with: etl resume {runId}");
            return ExitCode.Interrupted;
        }

        if (context.Output.IsJson)
        {
            context.Output.Hint(RunReport.Summary(run));
            context.Output.WriteJson(run);
        }
        else
        {
            await RunReport.WriteAsync(context.Output, reader, run, withTimeline: false, CancellationToken.None);
        }

        if (!run.Status.IsSuccess() && context.Output.IsQuiet)
        {
            context.Output.Error.WriteLine($"error: run {runId} ended {run.Status}. See: etl show {runId}");
        }

        return run.Status.IsSuccess() ? ExitCode.Success : WasRefused(run) ? ExitCode.Invalid : ExitCode.Failed;
    }

    /// <summary>Whether the run failed by something that was found before its first task started.</summary>
    private static bool WasRefused(Core.Registry.RunDocument run) =>
        run is { Status: RunStatus.Failed, Error: not null } && run.Tasks.All(task => task is { Attempts: 0, Status: RunStatus.Skipped });

    /// <summary>The log would be written into the lines of a live view.</summary>
    private static IProgressView View(CommandContext context, IEtlReader reader) => context.Output switch
    {
        { IsQuiet: true } => new NoProgress(),
        { IsInteractive: true, IsJson: false, Progress.Profile.Capabilities.Ansi: true } when !context.Arguments.GetValue(CommonOptions.Verbose) =>
            new LiveProgress(context.Output.Progress, (pipeline, cancellationToken) => EarlierRuns.ReadTimeLeftAsync(reader, pipeline, cancellationToken), CommandContext.Time),
        _ => new PlainProgress(context.Output),
    };
}
