using System.CommandLine;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Backfills;

namespace Etl.Cli;

/// <summary>The argument that names a backfill, for the commands that work on one.</summary>
internal sealed class BackfillArgument
{
    private readonly Argument<string> _backfill = new("backfill") { Description = "Id of the backfill; 'etl backfills' lists them" };

    public void AddTo(Command command) => command.Arguments.Add(_backfill);

    /// <summary>The backfill, from a store or an app.</summary>
    /// <exception cref="UnknownBackfillException">There is no such backfill.</exception>
    public async Task<BackfillDocument> FindAsync(CommandContext context)
    {
        var id = context.Arguments.GetRequiredValue(_backfill);
        return (RunId.IsValid(id) ? await context.Reader.FindBackfillAsync(id, context.Interrupted) : null) ?? throw new UnknownBackfillException(id);
    }
}
