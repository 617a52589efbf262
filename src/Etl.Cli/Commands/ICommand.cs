using System.CommandLine;

namespace Etl.Cli.Commands;

/// <summary>One verb of the command line.</summary>
internal interface ICommand
{
    /// <summary>Describes the verb to the parser.</summary>
    /// <param name="execute">Runs the verb's work with a context, and turns its failures into an exit code.</param>
    Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute);
}
