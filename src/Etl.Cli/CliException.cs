using Etl.Functions.Runs;

namespace Etl.Cli;

/// <summary>Ends a command with an exit code and one readable block on standard error.</summary>
public sealed class CliException : Exception
{
    /// <summary>A failure with its exit code.</summary>
    /// <param name="exitCode">See <see cref="Cli.ExitCode"/>.</param>
    /// <param name="code">Stable, for programs.</param>
    /// <param name="message">For people.</param>
    /// <param name="problems">All of them, where several are known. The message has them too, unless it is what an app has answered.</param>
    public CliException(int exitCode, string code, string message, IReadOnlyList<RunProblem>? problems = null)
        : base(message)
    {
        ExitCode = exitCode;
        Code = code;
        Problems = problems ?? [];
    }

    /// <summary>Of the process.</summary>
    public int ExitCode { get; }

    /// <summary>Stable, for programs.</summary>
    public string Code { get; }

    /// <summary>Empty when the message is all there is.</summary>
    public IReadOnlyList<RunProblem> Problems { get; }
}
