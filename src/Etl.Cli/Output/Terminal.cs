namespace Etl.Cli.Output;

/// <summary>What standard error is connected to.</summary>
internal static class Terminal
{
    /// <summary>A terminal that can be redrawn and coloured; not a pipe, not CI, not with NO_COLOR (no-color.org).</summary>
    public static bool IsInteractive { get; } =
        !Console.IsErrorRedirected
        && !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";
}
