using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Cli.Tests.Output;

/// <summary>Documents of runs, as a store would have them.</summary>
internal static class Runs
{
    public static DateTimeOffset Start { get; } = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);

    public static RunDocument Of(params TaskDocument[] tasks) => new()
    {
        RunId = "sales-20261122T020000Z-abc123",
        Pipeline = "sales",
        Status = RunStatus.Running,
        StartedAt = Start,
        BusinessDate = new DateOnly(2026, 11, 21),
        Tasks = tasks,
        Models = [],
    };

    public static TaskDocument Pending(string name, int level, params string[] upstream) =>
        new(name, "", level, RunStatus.Pending, 0, 0, 0, null, null) { Upstream = upstream.Length == 0 ? null : upstream };

    public static TaskDocument AtWork(string name, int level, double atSecond, long rows = 0, int attempt = 1, params string[] upstream) =>
        new(name, "", level, RunStatus.Running, attempt, rows, rows * 10, null, null) { StartedAt = Start.AddSeconds(atSecond), Upstream = upstream.Length == 0 ? null : upstream };

    public static TaskDocument Ended(string name, int level, double atSecond, double seconds, long rows = 0, params string[] upstream) =>
        new(name, "", level, RunStatus.Succeeded, 1, rows, rows * 10, (long)(seconds * 1000), null) { StartedAt = Start.AddSeconds(atSecond), Upstream = upstream.Length == 0 ? null : upstream };

    public static TaskDocument Failed(string name, int level, double atSecond, string message) =>
        new(name, "", level, RunStatus.Failed, 1, 0, 0, 1000, new TaskError("IOException", message)) { StartedAt = Start.AddSeconds(atSecond) };
}
