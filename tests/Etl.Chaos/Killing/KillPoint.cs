namespace Etl.Chaos.Killing;

/// <summary>
/// The moments at which a process can be made to die, by name. <c>before</c> an operation nothing of it has happened; <c>after</c> it, it has taken effect and nobody was told.
/// <list type="bullet">
/// <item><c>history</c>: a transaction of the hub. After it is also: before any of it is acknowledged.</item>
/// <item><c>activity</c>: the call of an activity. After it is: its work is done, and its result is not in the history.</item>
/// <item><c>publish</c>: the replacement of the root of the heads; <c>head</c>: a new head file.</item>
/// <item>The others are the puts of the records and blobs of docs/registry.md.</item>
/// </list>
/// </summary>
internal static class KillPoint
{
    public const string Before = ".before";
    public const string After = ".after";
    public const string UploadMiddle = "upload.middle";

    private static readonly string[] Operations =
        ["claim", "index", "pins", "epoch", "note", "log", "upload", "commit", "ending", "head", "publish", "summary", "history", "activity"];

    public static IReadOnlyList<string> All { get; } = [.. Operations.SelectMany(operation => (string[])[operation + Before, operation + After]), UploadMiddle];

    /// <summary>Which operation it is to put an object or a note of that name.</summary>
    public static string OperationOf(string name) => name.Split('/') switch
    {
        ["heads", "root.json"] => "publish",
        ["heads", ..] => "head",
        ["models", ..] => "upload",
        ["index", ..] => "index",
        [.., "claim.json"] => "claim",
        [.., "pins.json"] => "pins",
        [.., "epoch.json"] => "epoch",
        [.., "ending.json"] => "ending",
        [.., "summary.json"] => "summary",
        ["runs", _, "commits" or "packs", ..] => "commit",
        ["runs", _, "logs", ..] => "log",
        _ => "note",
    };
}
