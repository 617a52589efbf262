using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Etl.Cli.Reading;
using Etl.Cli.Remote;
using Etl.Cli.Running;
using Etl.Core.Registry;
using Etl.Functions.Runs;

namespace Etl.Cli.Commands;

/// <summary><c>etl backfill PIPELINE</c></summary>
internal sealed class BackfillCommand : ICommand
{
    /// <summary>It is the idempotency key of the request when another process, or an app, does the work.</summary>
    private const int MaxNameLength = 200;

    private readonly RunOptions _run = new();
    private readonly Option<string> _from = new("--from") { Description = "First business date", HelpName = "YYYY-MM-DD", Required = true };
    private readonly Option<string> _to = new("--to") { Description = "Last business date", HelpName = "YYYY-MM-DD", Required = true };
    private readonly Option<bool> _missing = new("--missing") { Description = "Only dates of which a partition is missing" };
    private readonly Option<int> _maxParallel = new("--max-parallel") { Description = "So many runs at a time, oldest date first", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _name = new("--name") { Description = "Name of the backfill. Repeated with the same name it goes on where it stopped", HelpName = "NAME" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("backfill", "Run a pipeline for each business date of a range");
        _run.AddTo(command, withDate: false);
        command.Options.Add(_from);
        command.Options.Add(_to);
        command.Options.Add(_missing);
        command.Options.Add(_maxParallel);
        command.Options.Add(_name);
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var request = await ReadAsync(context);
        var name = context.Arguments.GetValue(_name) ?? string.Create(CultureInfo.InvariantCulture, $"backfill-{CommandContext.Time.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}");
        if (context.Api is { } api)
        {
            await using var app = new RemoteRunHost(api);
            return await WatchAsync(context, context.Reader, app, request, await app.StartBackfillAsync(request, name, context.Interrupted));
        }

        var planned = await context.Planner.PlanAsync(request.Run with { BusinessDate = request.From }, context.Interrupted);
        request = request with { Run = SourcePaths.MakeAbsolute(request.Run, planned.Orchestrator) };
        var store = await context.OpenStoreAsync();
        var (host, id) = await RunHosts.StartAsync(context, store, "backfill", opened => opened.StartBackfillAsync(request, name, context.Interrupted));
        await using var started = host;
        return await WatchAsync(context, new StoreReader(context, store), host, request, id);
    }

    private static async Task<int> WatchAsync(CommandContext context, IEtlReader reader, IRunHost host, BackfillRequest request, string id)
    {
        context.Output.Hint($"Backfill {id} of {request.Run.Pipeline}{(host.IsElsewhere ? "" : $". If it is interrupted, go on with: etl backfills resume {id}")}");
        return await BackfillWatch.WatchAsync(context, reader, host, id);
    }

    private async Task<BackfillRequest> ReadAsync(CommandContext context)
    {
        var problems = new List<RunProblem>();
        var from = DateText.Read(_from, context.Arguments.GetRequiredValue(_from), problems);
        var to = DateText.Read(_to, context.Arguments.GetRequiredValue(_to), problems);
        if (context.Arguments.GetValue(_name) is { } name && (name.Length is 0 or > MaxNameLength || name.Any(character => character is < ' ' or > '~')))
        {
            problems.Add(new RunProblem("invalid-arguments", $"--name '{name}' can't be the name of a backfill: use 1 to {MaxNameLength} letters without accents, digits, blanks and signs."));
        }

        var run = await _run.ReadAsync(context.Arguments, context.Interrupted, problems);
        return new BackfillRequest
        {
            Run = run,
            From = from!.Value,
            To = to!.Value,
            MaxParallel = context.Arguments.GetValue(_maxParallel),
            MissingOnly = context.Arguments.GetValue(_missing),
        };
    }
}
