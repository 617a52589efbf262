using System.Text.Json.Serialization;

namespace Etl.Core.Tasks;

/// <summary>How a task is run. Values out of range are refused when set.</summary>
public sealed record TaskPolicy
{
    private static readonly IReadOnlyList<string> NoPools = [];

    /// <summary>Three attempts of at most 25 minutes each.</summary>
    public static TaskPolicy Default { get; } = new();

    /// <summary>A single attempt.</summary>
    public static TaskPolicy Once { get; } = new() { MaxAttempts = 1 };

    /// <summary>The first attempt and its retries together; 1 to 100, default 3.</summary>
    public int MaxAttempts
    {
        get;
        init => field = value is >= 1 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A task has 1 to 100 attempts.");
    }
    = 3;

    /// <summary>The wait between the first and the second attempt; 0 to 1 day, default 1 s.</summary>
    public TimeSpan FirstRetryDelay
    {
        get;
        init => field = CheckDelay(value);
    }
    = TimeSpan.FromSeconds(1);

    /// <summary>What each wait is multiplied with to get the next; 1 to 10, default 2.</summary>
    public double BackoffCoefficient
    {
        get;
        init => field = value is >= 1 and <= 10 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A back-off coefficient is 1 to 10.");
    }
    = 2;

    /// <summary>No wait is longer; 0 to 1 day, default 5 min.</summary>
    public TimeSpan MaxRetryDelay
    {
        get;
        init => field = CheckDelay(value);
    }
    = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Of one attempt; more than 0 to 1 day. It must be at least 30 s below the function timeout of the host that runs the task, so that the task can stop and be recorded; that is checked when a run starts.
    /// Default 25 min, which fits into the 30 min of <c>host.json</c>.
    /// </summary>
    public TimeSpan Timeout
    {
        get;
        init => field = value > TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A timeout is more than zero and at most a day.");
    }
    = TimeSpan.FromMinutes(25);

    /// <summary>
    /// Changed by the author when the task computes something else: outputs of another code version are not reused. A number, a date or a
    /// version, at most 100 characters; default <c>1</c>.
    /// </summary>
    public string CodeVersion
    {
        get;
        init => field = value is { Length: > 0 and <= 100 } ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A code version has 1 to 100 characters.");
    }
    = "1";

    /// <summary>How it is known that running the task again would give the same outputs. Only asked in runs with reuse.</summary>
    public TaskReuse Reuse { get; init; }

    /// <summary>The pools of which the task takes a slot each while it runs, such as <c>warehouse</c>. Default none; the catalog says how many slots a pool has.</summary>
    /// <exception cref="ArgumentException">A name is not one of 1 to 40 letters, digits, dots, underscores and hyphens, or is there twice.</exception>
    public IReadOnlyList<string> Pools
    {
        get;
        init => field = CheckPools(value);
    }
    = NoPools;

    /// <summary>The task never shares an activity with others, whatever the <c>TasksPerActivity</c> of its pipeline: it needs much memory, or much longer than they do. Default: it may.</summary>
    [JsonIgnore]
    public bool RunsAlone { get; init; }

    /// <summary>The wait after a failed attempt, 1 being the first.</summary>
    public TimeSpan DelayAfter(int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var ticks = FirstRetryDelay.Ticks * Math.Pow(BackoffCoefficient, attempt - 1);
        return ticks >= MaxRetryDelay.Ticks ? MaxRetryDelay : TimeSpan.FromTicks((long)ticks);
    }

    private static IReadOnlyList<string> CheckPools(IReadOnlyList<string> pools)
    {
        ArgumentNullException.ThrowIfNull(pools);
        if (pools.Count == 0)
        {
            // One list, so that policies without pools are equal.
            return NoPools;
        }

        foreach (var pool in pools)
        {
            Pool.CheckName(pool);
        }

        return pools.Distinct(StringComparer.Ordinal).Count() == pools.Count ? [.. pools] : throw new ArgumentException($"A task takes one slot of each of its pools, so none is named twice: {string.Join(", ", pools)}.", nameof(pools));
    }

    private static TimeSpan CheckDelay(TimeSpan value) =>
        value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A delay is between zero and a day.");
}
