using Etl.Cli.Output;
using Etl.Cli.Reading;
using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Cli.Running;

/// <summary>The second half of <c>backfill</c>: follows it, tells of each date that has ended, and gives the exit code.</summary>
internal static class BackfillWatch
{
    public static async Task<int> WatchAsync(CommandContext context, IEtlReader reader, IRunHost host, string id)
    {
        try
        {
            var backfill = await new BackfillFollower(reader, host, run => Tell(context.Output, run), CommandContext.Time).FollowAsync(id, context.Interrupted);
            await host.OthersEndedAsync(context);
            return Report(context.Output, backfill);
        }
        catch (OperationCanceledException) when (context.Interrupted.IsCancellationRequested)
        {
            context.Output.Error.WriteLine(host.IsElsewhere
                ? $"Stopped watching. The backfill goes on; look again with: etl backfills show {id}"
                : $"Stopping (Ctrl-C again: at once). Go on with: etl backfills resume {id}");
            return ExitCode.Interrupted;
        }
    }

    private static void Tell(CliOutput output, BackfillRunDocument run) =>
        output.Hint($"{run.BusinessDate:yyyy-MM-dd}: {run.Status}{(run.RunId is null ? "" : $", run {run.RunId}")}{(run.Error is null ? "" : $": {run.Error}")}");

    private static int Report(CliOutput output, BackfillDocument backfill)
    {
        output.Hint(BackfillReport.Summary(backfill));
        if (output.IsJson)
        {
            output.WriteJson(backfill);
        }

        foreach (var run in backfill.Runs.Where(run => !run.Status.IsSuccess() && (run.RunId ?? run.Error) is not null))
        {
            output.Error.WriteLine(run.Error is null
                ? $"{run.BusinessDate:yyyy-MM-dd} {run.Status}: etl show {run.RunId}, then etl rerun {run.RunId} --from-failed"
                : $"{run.BusinessDate:yyyy-MM-dd} {run.Status}: {run.Error}");
        }

        return backfill.Status.IsSuccess() ? ExitCode.Success : ExitCode.Failed;
    }
}
