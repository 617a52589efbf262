using System.CommandLine;
using Etl.Cli.Running;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Runs;
using Etl.Storage.Registry;

namespace Etl.Cli.Commands;

/// <summary><c>etl publish RUN</c></summary>
internal sealed class PublishCommand : ICommand
{
    private readonly Argument<string> _run = new("run") { Description = "Id of the run; 'etl runs' lists them" };
    private readonly Option<bool> _force = new("--force") { Description = "Put what the run published before newer versions: the way back from a run that published nonsense" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("publish", "Publish a run that has succeeded once more") { _run, _force };
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var runId = context.Arguments.GetRequiredValue(_run);
        var isForced = context.Arguments.GetValue(_force);

        // A store that is not there is not made: it has no run to publish.
        context.OpenStoreToRead();
        var store = await context.OpenStoreAsync();
        var claim = RunId.IsValid(runId) ? await store.Records.FindClaimAsync(runId, context.Interrupted) : null;
        if (claim is null)
        {
            throw new UnknownRunException(runId);
        }

        var ending = await store.Records.FindEndingAsync(runId, context.Interrupted);
        if (ending?.Kind != RunEndingKind.Publish)
        {
            throw new CliException(ExitCode.Invalid, "not-publishable", await RefusalAsync(context, store, claim, ending));
        }

        var changed = await PublishAsync(context, store, claim, isForced);
        Report(context, runId, isForced, changed);
        return ExitCode.Success;
    }

    /// <summary>The models whose list is another one since then.</summary>
    private static async Task<IReadOnlyList<string>> PublishAsync(CommandContext context, StoreContext store, RunClaim claim, bool isForced)
    {
        var closing = new RunClosing(store.Records, store.Heads, CommandContext.Time);
        var before = await store.Heads.ReadAsync(context.Interrupted);
        try
        {
            if (isForced)
            {
                await closing.ForcePublishAsync(claim, context.Interrupted);
            }
            else
            {
                await closing.PublishAsync(claim, context.Interrupted);
            }
        }
        catch (InvalidOperationException refused)
        {
            throw new CliException(ExitCode.Failed, "not-publishable", refused.Message);
        }

        var after = await store.Heads.ReadAsync(context.Interrupted);
        var provided = claim.Snapshot.Tasks.SelectMany(task => task.Provides).Order(StringComparer.Ordinal).ToList();
        var latest = (await before.FindAllAsync(provided, context.Interrupted)).ToDictionary(list => list.Model, StringComparer.Ordinal);
        return [.. (await after.FindAllAsync(provided, context.Interrupted))
            .Where(list => list.Latest.Order != latest.GetValueOrDefault(list.Model)?.Latest.Order || list.Versions.Count != latest[list.Model].Versions.Count)
            .Select(list => list.Model)];
    }

    private static async Task<string> RefusalAsync(CommandContext context, StoreContext store, RunClaim claim, RunEnding? ending)
    {
        var runId = claim.Job.RunId;
        if (ending is not null)
        {
            return $"Run '{runId}' ended {(ending.Kind == RunEndingKind.Cancel ? RunStatus.Cancelled : RunStatus.Failed)}, so it is never published. Run it again with 'etl rerun {runId}{(ending.Kind == RunEndingKind.Cancel ? "" : " --from-failed")}'.";
        }

        var status = RunLiveness.Read(store).StatusOf(runId, claim.Job.StartedAt, RunStatus.Running);
        return status == RunStatus.Interrupted
            ? $"Run '{runId}' was interrupted before it had anything to publish. Bring it to its end with 'etl resume {runId}'."
            : $"Run '{runId}' is still going on, and publishes by itself when all of its tasks have succeeded. Follow it with 'etl show {runId}'.";
    }

    private static void Report(CommandContext context, string runId, bool isForced, IReadOnlyList<string> changed)
    {
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(new { runId, forced = isForced, changed });
        }
        else if (changed.Count == 0)
        {
            context.Output.Hint($"Nothing to do: run {runId} {(isForced ? "is first already" : "was published already")}.");
        }
        else
        {
            context.Output.Hint($"Published {changed.Count} models of run {runId}{(isForced ? " before newer versions" : "")}: {string.Join(", ", changed)}");
        }
    }
}
