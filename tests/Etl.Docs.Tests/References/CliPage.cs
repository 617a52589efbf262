using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using System.Text;
using Etl.Cli;
using Etl.Cli.Remote;
using Etl.Docs.Tests.Commands;

namespace Etl.Docs.Tests.References;

/// <summary>The reference of the command line, from the parser's own tree.</summary>
internal static class CliPage
{
    public static string Create()
    {
        var root = CommandTree.Root;
        var commands = root.Subcommands.SelectMany(command => WithChildren(command, "")).ToList();
        var page = new StringBuilder();
        page.Append("# The etl command\n\n").Append(GeneratedPage.Note);
        page.Append(
            """

            In a checkout `etl` stands for `dotnet run -c Release --project src/Etl.App --`; `dotnet publish` makes one program of it ([install.md](install.md)).
            `etl COMMAND --help` says what is here. An option that may be given several times is marked with `...`.

            ## Commands

            | command | does | with `--url` |
            |---|---|---|

            """);
        foreach (var (path, command) in commands)
        {
            page.Append($"| [`etl {path}`](#etl-{path.Replace(' ', '-')}) | {GeneratedPage.Cell(command.Description)} | {(RemoteApp.Has(path.Split(' ')[0]) ? "yes" : "")} |\n");
        }

        page.Append("\n## Options of every command\n\n");
        AppendOptions(page, root.Options.Where(option => option.Recursive && option is not HelpOption));
        page.Append("| `--help`, `-h` | Show help | |\n| `--version` | Show the version; without a command | |\n");
        page.Append("\n## Exit codes\n\n| code | means |\n|---|---|\n");
        foreach (var field in typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            page.Append($"| {field.GetRawConstantValue()} | {GeneratedPage.Cell(XmlDocs.Summary(typeof(ExitCode), field.Name))} |\n");
        }

        page.Append(
            """

            Errors are one block on standard error. With `--json` there is also `{"error": {"code": ..., "message": ..., "problems": [...]}}` on standard output.

            """);
        foreach (var (path, command) in commands)
        {
            Append(page, path, command);
        }

        return page.ToString();
    }

    private static IEnumerable<(string Path, Command Command)> WithChildren(Command command, string parent)
    {
        var path = $"{parent} {command.Name}".Trim();
        return command.Subcommands.SelectMany(child => WithChildren(child, path)).Prepend((path, command));
    }

    private static void Append(StringBuilder page, string path, Command command)
    {
        page.Append($"\n## etl {path}\n\n{command.Description}.\n\n");
        if (command.Action is null)
        {
            page.Append($"It has the commands {string.Join(", ", command.Subcommands.Select(child => $"`{child.Name}`"))}.\n");
        }
        else
        {
            var arguments = command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $"[{NameOf(argument)}]" : $"<{NameOf(argument)}>");
            page.Append($"```text\n{string.Join(' ', [$"etl {path}", .. arguments, .. command.Options.Count > 0 ? new[] { "[options]" } : []])}\n```\n");
            if (command.Arguments.Count > 0)
            {
                page.Append("\n| argument | |\n|---|---|\n");
                foreach (var argument in command.Arguments)
                {
                    page.Append($"| `{GeneratedPage.Cell(NameOf(argument))}` | {GeneratedPage.Cell(argument.Description)} |\n");
                }
            }

            if (command.Options.Count > 0)
            {
                page.Append('\n');
                AppendOptions(page, command.Options);
            }
        }

        if (Examples.Of(path) is { Count: > 0 } examples)
        {
            page.Append($"\n```bash\n{string.Join('\n', examples)}\n```\n");
        }
    }

    private static void AppendOptions(StringBuilder page, IEnumerable<Option> options)
    {
        page.Append("| option | | default |\n|---|---|---|\n");
        foreach (var option in options)
        {
            var names = string.Join(", ", option.Aliases.Prepend(option.Name).Select(name => $"`{name}`"));
            var value = option.HelpName is null ? "" : $" `{GeneratedPage.Cell(option.HelpName)}`";
            var several = option.ValueType.IsArray ? " ..." : "";
            page.Append($"| {names}{value}{several} | {GeneratedPage.Cell(option.Description)} | {Default(option)} |\n");
        }
    }

    private static string Default(Option option) =>
        option.Required ? "required"
        : option.HasDefaultValue && option.GetDefaultValue() is { } value and not false and not Array ? $"`{value}`"
        : "";

    private static string NameOf(Argument argument) => argument.HelpName ?? argument.Name;
}
