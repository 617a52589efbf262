using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using Etl.Core.Pipelines;
using Etl.Functions;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Microsoft.Extensions.Configuration;

namespace Etl.Cli;

/// <summary>What a shell completes an argument with: pipelines of the catalog, runs, backfills and models of the store.</summary>
internal static class Completions
{
    private const string Directive = "[suggest";
    private const int MaxRuns = 50;
    private const int MaxBackfills = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Whether a shell asks. Only then is the store read.</summary>
    public static bool AreAsked(string[] args) => args.Length > 0 && args[0].StartsWith(Directive, StringComparison.Ordinal);

    /// <summary>Gives the arguments that are called <c>pipeline</c>, <c>run</c>, <c>backfill</c> and <c>model</c> what they can be. A store that can't be read completes nothing.</summary>
    public static async Task AttachAsync(RootCommand root, string[] args, PipelineCatalog catalog, IConfiguration configuration, TimeProvider time, CancellationToken cancellationToken)
    {
        var line = root.Parse(CommandLineParser.SplitCommandLine(args.Length > 1 ? args[1] : "").ToList());
        var (runs, backfills, models) = await ReadStoreAsync(line.GetValue(CommonOptions.Store), configuration, time, cancellationToken);
        foreach (var argument in All(root).SelectMany(command => command.Arguments))
        {
            IEnumerable<string> known = argument.Name switch
            {
                "pipeline" => catalog.Pipelines.Select(pipeline => pipeline.Name),
                "run" => runs,
                "backfill" => backfills,
                "model" => models,
                _ => [],
            };
            argument.CompletionSources.Add(_ => known.Select(name => new CompletionItem(name)));
        }

        foreach (var option in All(root).SelectMany(command => command.Options).Where(option => option.Name == "--pipeline"))
        {
            option.CompletionSources.Add(_ => catalog.Pipelines.Select(pipeline => new CompletionItem(pipeline.Name)));
        }
    }

    private static async Task<(IReadOnlyList<string> Runs, IReadOnlyList<string> Backfills, IReadOnlyList<string> Models)> ReadStoreAsync(string? given, IConfiguration configuration, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var options = EtlConfiguration.ReadStore(configuration);
            options = given is { Length: > 0 } ? options with { Connection = given, BlobServiceUri = null } : options.BlobServiceUri is null ? options with { Connection = options.Connection ?? CommandContext.DefaultFolder } : options;
            if (options.Folder is { } folder && !Directory.Exists(folder))
            {
                return ([], [], []);
            }

            var store = ObjectStores.OpenToRead(options);
            var runs = new List<string>();
            await foreach (var run in new RunRecords(store, time).ListRunsAsync(patience.Token))
            {
                runs.Add(run.RunId);
                if (runs.Count == MaxRuns)
                {
                    break;
                }
            }

            var backfills = await new BackfillRecords(store).ListAsync(pipeline: null, MaxBackfills, patience.Token);
            return (runs, [.. backfills.Select(backfill => backfill.Id)], [.. (await new PublishedModels(store, time).ReadAsync(patience.Token)).Models]);
        }
#pragma warning disable CA1031 // a shell that completes has no place for an error
        catch (Exception)
#pragma warning restore CA1031
        {
            return ([], [], []);
        }
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
