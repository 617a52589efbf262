using System.CommandLine;
using System.Text.Json;
using Etl.Cli.Output;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Text;

namespace Etl.Cli.Commands;

/// <summary><c>etl model show MODEL</c> and <c>etl model cat MODEL[@VERSION]</c></summary>
internal sealed class ModelCommand : ICommand
{
    private readonly Argument<string> _model = new("model") { Description = "Name of the model; 'etl models' lists them" };
    private readonly Argument<string> _version = new("model") { Description = "Name of the model, with @VERSION for another than the latest", HelpName = "MODEL[@VERSION]" };
    private readonly Option<long?> _limit = new("--limit") { Description = "At most this many rows", HelpName = "N" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var show = new Command("show", "Show the published versions of a model, newest first") { _model };
        show.SetAction((result, _) => execute(result, ShowAsync));
        var cat = new Command("cat", "Print the content of a model: JSON rows one a line, a JSON array with --json, a file as it is") { _version, _limit };
        cat.SetAction((result, _) => execute(result, CatAsync));
        return new Command("model", "Look into a published model") { show, cat };
    }

    private async Task<int> ShowAsync(CommandContext context)
    {
        var store = context.OpenStoreToRead();
        var head = await FindAsync(context, store, context.Arguments.GetRequiredValue(_model));
        var versions = head.Versions.OrderByDescending(version => version.Order).Select(ModelVersionDocument.Of).ToList();
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(versions);
        }
        else
        {
            context.Output.WriteTable(VersionTable.Of(versions));
        }

        return ExitCode.Success;
    }

    private async Task<int> CatAsync(CommandContext context)
    {
        var parts = context.Arguments.GetRequiredValue(_version).Split('@', 2);
        var store = context.OpenStoreToRead();
        var head = await FindAsync(context, store, parts[0]);
        var version = parts.Length == 1 || parts[1] == "latest" ? head.Latest : FindVersion(head, parts[1]);
        if (version.Format == ModelFormat.Bytes)
        {
            await CopyAsync(context, store, version);
        }
        else if (context.Output.IsJson)
        {
            await WriteArrayAsync(context, store, version);
        }
        else
        {
            await foreach (var row in RowsAsync(context, store, version))
            {
                await context.Output.Out.WriteLineAsync(row.GetRawText());
            }
        }

        return ExitCode.Success;
    }

    private static async Task<HeadFile> FindAsync(CommandContext context, StoreContext store, string model)
    {
        var heads = await store.Heads.ReadAsync(context.Interrupted);
        return (ModelName.IsValid(model) ? await heads.FindAsync(model, context.Interrupted) : null)
            ?? throw new CliException(ExitCode.Invalid, "unknown-model", $"No version of a model '{model}' has been published.{Suggestion.DidYouMean(model, heads.Models)} List them with 'etl models'.");
    }

    private static ModelVersion FindVersion(HeadFile head, string version) =>
        head.Versions.FirstOrDefault(known => known.Version == version || known.RunId == version)
        ?? throw new CliException(ExitCode.Invalid, "unknown-version", $"Model '{head.Model}' has no version '{version}'.{Suggestion.DidYouMean(version, head.Versions.Select(known => known.Version))} List them with 'etl model show {head.Model}'.");

    private async IAsyncEnumerable<JsonElement> RowsAsync(CommandContext context, StoreContext store, ModelVersion version)
    {
        var left = context.Arguments.GetValue(_limit) ?? long.MaxValue;
        if (left < 0)
        {
            throw new CliException(ExitCode.Invalid, "invalid-arguments", "--limit is not negative.");
        }

        if (left == 0)
        {
            yield break;
        }

        await foreach (var row in store.Models.ReadRowsAsync(version, context.Interrupted))
        {
            yield return row;
            if (--left == 0)
            {
                yield break;
            }
        }
    }

    /// <summary>An array that is never whole in memory.</summary>
    private async Task WriteArrayAsync(CommandContext context, StoreContext store, ModelVersion version)
    {
        var separator = "[";
        await foreach (var row in RowsAsync(context, store, version))
        {
            context.Output.HasBegunJson = true;
            await context.Output.Out.WriteLineAsync(separator);
            await context.Output.Out.WriteAsync(row.GetRawText());
            separator = ",";
        }

        await context.Output.Out.WriteLineAsync(separator == "[" ? "[]" : $"{Environment.NewLine}]");
    }

    private static async Task CopyAsync(CommandContext context, StoreContext store, ModelVersion version)
    {
        await using var content = await store.Models.OpenContentAsync(version, context.Interrupted);
        await context.Output.Out.FlushAsync();
        await using var output = Console.OpenStandardOutput();
        await content.CopyToAsync(output, context.Interrupted);
    }
}
