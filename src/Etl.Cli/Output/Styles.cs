using Etl.Core.Runs;
using Spectre.Console;

namespace Etl.Cli.Output;

/// <summary>The colours of statuses.</summary>
internal static class Styles
{
    public static Style Aside { get; } = new(Color.Grey);

    public static Style Done { get; } = new(Color.Green);

    public static Style Failed { get; } = new(Color.Red);

    public static Style Running { get; } = new(Color.Blue);

    public static Style Held { get; } = new(Color.Yellow);

    public static Style Of(RunStatus status) => status switch
    {
        RunStatus.Succeeded or RunStatus.Reused => Done,
        RunStatus.Failed => Failed,
        RunStatus.Running => Running,
        RunStatus.Cancelled or RunStatus.Interrupted or RunStatus.Paused => Held,
        _ => Aside,
    };
}
