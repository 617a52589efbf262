using System.CommandLine;

namespace Etl.Cli.Commands;

/// <summary><c>etl completion bash|zsh|pwsh</c></summary>
internal sealed class CompletionCommand : ICommand
{
    private readonly Argument<string> _shell = new("shell") { Description = "bash, zsh or pwsh", HelpName = "bash|zsh|pwsh" };
    private readonly Option<string?> _command = new("--command") { Description = "The name by which the shell knows this program. Default: that of the program", HelpName = "NAME" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        _shell.CompletionSources.Add("bash", "zsh", "pwsh");
        var command = new Command("completion", "Print a script that makes a shell complete commands, options, pipelines, runs and models") { _shell, _command };
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var shell = context.Arguments.GetRequiredValue(_shell);
        var name = context.Arguments.GetValue(_command) ?? AppDomain.CurrentDomain.FriendlyName;
        if (!Core.Tasks.TaskName.IsValid(name))
        {
            throw new CliException(ExitCode.Invalid, "invalid-arguments", $"--command {name} is not a name of letters, digits, dots, underscores and hyphens.");
        }

        var function = $"_{string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))}_complete";
        var script = shell switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            "pwsh" => Pwsh,
            _ => throw new CliException(ExitCode.Invalid, "invalid-arguments", $"There is no completion for '{shell}'. There is: bash, zsh, pwsh."),
        };
        await context.Output.Out.WriteAsync(script.Replace("NAME", name, StringComparison.Ordinal).Replace("FUNCTION", function, StringComparison.Ordinal).ReplaceLineEndings("\n"));
        return ExitCode.Success;
    }

    private const string Bash =
        """
        # Completion of NAME for bash: source <(NAME completion bash)
        FUNCTION() {
            local text="${COMP_LINE:0:COMP_POINT}" IFS=$'\n'
            text="${text#* }"
            COMPREPLY=($(compgen -W "$(NAME "[suggest:${#text}]" "$text" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F FUNCTION NAME

        """;

    private const string Zsh =
        """
        # Completion of NAME for zsh: source <(NAME completion zsh)
        FUNCTION() {
            local text="${(j: :)words[2,CURRENT]}"
            local -a found
            found=(${(f)"$(NAME "[suggest:${#text}]" "$text" 2>/dev/null)"})
            compadd -- $found
        }
        compdef FUNCTION NAME

        """;

    private const string Pwsh =
        """
        # Completion of NAME for PowerShell: NAME completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName NAME -ScriptBlock {
            param($word, $ast, $position)
            $text = "$ast".PadRight($position).Substring(0, $position) -replace '^\S+\s?', ''
            NAME "[suggest:$($text.Length)]" "$text" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;
}
