using System.CommandLine;
using System.Text.Json;
using Etl.Cli.Output;
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
        var model = await context.Reader.ModelAsync(context.Arguments.GetRequiredValue(_version), context.Interrupted);
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
        var lineage = await context.Reader.LineageAsync(context.Arguments.GetRequiredValue(_version), direction, context.Interrupted);
        switch (format)
        {
            case "json":
                context.Output.WriteJson(lineage);
                break;
            case "mermaid":
                await context.Output.Out.WriteAsync(LineageDiagram.Mermaid(lineage));
                break;
            default:
                context.Output.WriteTree(LineageDiagram.Tree(lineage));
                break;
        }

        return ExitCode.Success;
    }

    private async Task<int> CatAsync(CommandContext context)
    {
        var limit = context.Arguments.GetValue(_limit) ?? long.MaxValue;
        if (limit < 0)
        {
            throw new CliException(ExitCode.Invalid, "invalid-arguments", $"--limit {limit} is not possible: it is not negative.");
        }

        var content = await context.Reader.ContentAsync(context.Arguments.GetRequiredValue(_version), limit, context.Interrupted);
        if (content.File is { } file)
        {
            if (context.Output.IsJson)
            {
                await file.DisposeAsync();
                throw new CliException(ExitCode.Invalid, "not-rows", "The model is a file and has no rows to print as JSON. Leave --json out to get it as it is.");
            }

            await CopyAsync(context, file);
        }
        else if (context.Output.IsJson)
        {
            await WriteArrayAsync(context, content.Rows!);
        }
        else
        {
            await foreach (var row in content.Rows!)
            {
                await context.Output.Out.WriteLineAsync(row.GetRawText());
            }
        }

        return ExitCode.Success;
    }

    /// <summary>An array that is never whole in memory.</summary>
    private static async Task WriteArrayAsync(CommandContext context, IAsyncEnumerable<JsonElement> rows)
    {
        var separator = "[";
        await foreach (var row in rows)
        {
            context.Output.HasBegunJson = true;
            await context.Output.Out.WriteLineAsync(separator);
            await context.Output.Out.WriteAsync(row.GetRawText());
            separator = ",";
        }

        await context.Output.Out.WriteLineAsync(separator == "[" ? "[]" : $"{Environment.NewLine}]");
    }

    private static async Task CopyAsync(CommandContext context, Stream file)
    {
        await using var content = file;
        await context.Output.Out.FlushAsync();
        await using var output = Console.OpenStandardOutput();
        await content.CopyToAsync(output, context.Interrupted);
    }
}
