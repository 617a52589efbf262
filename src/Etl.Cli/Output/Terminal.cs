namespace Etl.Cli.Output;

/// <summary>What the standard streams are connected to.</summary>
/// <param name="ShowsOutput">Standard output is a terminal.</param>
/// <param name="ShowsError">Standard error is a terminal.</param>
/// <param name="CanBeDrawnOn">A terminal, if there is one, is to be coloured and redrawn.</param>
public sealed record Terminal(bool ShowsOutput, bool ShowsError, bool CanBeDrawnOn)
{
    /// <summary>Nobody looks.</summary>
    public static Terminal None { get; } = new(ShowsOutput: false, ShowsError: false, CanBeDrawnOn: false);

    /// <summary>Not to be drawn on in CI, and with NO_COLOR (no-color.org).</summary>
    public static Terminal OfThisProcess { get; } = new(
        ShowsOutput: !Console.IsOutputRedirected,
        ShowsError: !Console.IsErrorRedirected,
        CanBeDrawnOn: string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb");
}
