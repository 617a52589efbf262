using System.CommandLine;
using Etl.Cli.Running;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Runs;

namespace Etl.Cli;

/// <summary>The argument that names a run, for the commands that work on one.</summary>
internal sealed class RunArgument
{
    private readonly Argument<string> _run = new("run") { Description = "Id of the run; 'etl runs' lists them" };

    public void AddTo(Command command) => command.Arguments.Add(_run);

    /// <summary>The run, from a store or an app.</summary>
    /// <exception cref="UnknownRunException">There is no such run.</exception>
    public async Task<RunDocument> FindAsync(CommandContext context)
    {
        if (context.Api is null)
        {
            return (await ReadAsync(context)).Run;
        }

        var runId = context.Arguments.GetRequiredValue(_run);
        return await context.Reader.FindRunAsync(runId, context.Interrupted) ?? throw await UnknownAsync(context, runId);
    }

    /// <summary>The store and the run in it; Interrupted when nobody works on it.</summary>
    /// <exception cref="UnknownRunException">The store has no such run.</exception>
    public async Task<(StoreContext Store, RunDocument Run)> ReadAsync(CommandContext context)
    {
        var runId = context.Arguments.GetRequiredValue(_run);
        var store = context.OpenStoreToRead();
        var run = RunId.IsValid(runId) ? await store.Records.ReadRunAsync(runId, context.Interrupted) : null;
        return run is null
            ? throw await UnknownAsync(context, runId)
            : (store, run with { Status = RunLiveness.Read(store).StatusOf(runId, run.StartedAt, run.Status) });
    }

    private static async Task<Exception> UnknownAsync(CommandContext context, string id) => await context.Reader.FindBackfillAsync(id, context.Interrupted) is null
        ? new UnknownRunException(id)
        : new CliException(ExitCode.Invalid, "unknown-run", $"'{id}' is a backfill, not a run. 'etl backfills show {id}' lists its runs, 'etl backfills cancel {id}' stops it.");
}
