using System.CommandLine;
using System.Text.Json;
using Etl.Cli.Output;
using Etl.Core.Models;
using Etl.Core.Registry;

namespace Etl.Cli.Commands;

/// <summary><c>etl model show|cat|lineage MODEL</c></summary>
internal sealed class ModelCommand : ICommand
{
    private readonly Argument<string> _version = new("model") { Description = "Name of the model ('etl models' lists them); with @VERSION or @RUN for another than the latest, with [PARTITION] for a part of it", HelpName = "MODEL[@VERSION]" };
    private readonly Option<long?> _limit = new("--limit") { Description = "At most this many rows", HelpName = "N" };
    private readonly Option<bool> _down = new("--down") { Description = "Follow what was made from the version; otherwise what it was made from" };
    private readonly Option<string> _format = new("--format") { Description = "How the lineage is printed", HelpName = "tree|mermaid|json", DefaultValueFactory = _ => "tree" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var show = new Command("show", "Show a model: its versions, partitions, schema, checks and settings") { _version };
        show.SetAction((result, _) => execute(result, ShowAsync));
        var cat = new Command("cat", "Print the content of a model: JSON rows one a line, a JSON array with --json, a file as it is") { _version, _limit };
        cat.SetAction((result, _) => execute(result, CatAsync));
        var lineage = new Command("lineage", "Show what a version was made from, or what was made from it") { _version, _down, _format };
        lineage.SetAction((result, _) => execute(result, LineageAsync));
        return new Command("model", "Look into a published model") { show, cat, lineage };
    }

    private async Task<int> ShowAsync(CommandContext context)
    {
        var model = await context.OpenStoreToRead().Queries.DescribeAsync(context.Arguments.GetRequiredValue(_version), context.Interrupted);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(model);
        }
        else
        {
            await ModelReport.WriteAsync(context.Output, model, CommandContext.Time.GetUtcNow());
        }

        return ExitCode.Success;
    }

    private async Task<int> LineageAsync(CommandContext context)
    {
        var format = context.Output.IsJson ? "json" : context.Arguments.GetValue(_format)!;
        if (format is not ("tree" or "mermaid" or "json"))
        {
            throw new CliException(ExitCode.Invalid, "invalid-arguments", $"--format {format} is not one of tree, mermaid, json.");
        }

        var direction = context.Arguments.GetValue(_down) ? LineageDirection.Down : LineageDirection.Up;
        var lineage = await context.OpenStoreToRead().Queries.LineageAsync(context.Arguments.GetRequiredValue(_version), direction, context.Interrupted);
        switch (format)
        {
            case "json":
                context.Output.WriteJson(lineage);
                break;
            case "mermaid":
                await context.Output.Out.WriteAsync(LineageDiagram.Mermaid(lineage));
                break;
            default:
                context.Output.WriteTable(LineageDiagram.Tree(lineage));
                break;
        }

        return ExitCode.Success;
    }

    private async Task<int> CatAsync(CommandContext context)
    {
        var store = context.OpenStoreToRead();
        var version = await store.Queries.FindVersionAsync(context.Arguments.GetRequiredValue(_version), context.Interrupted);
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
