using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Tasks;

namespace Etl.Core.Pipelines;

/// <summary>A named list of tasks and groups, with what its runs start from. Immutable.</summary>
public sealed class Pipeline
{
    /// <summary>In characters; run ids are made of it.</summary>
    public const int MaxNameLength = 40;

    /// <summary>The states of the tasks of an activity fit into one note of the store.</summary>
    public const int MaxTasksPerActivity = 50;

    /// <summary>A pipeline of the given tasks and groups. Its graph is checked when it is planned, not here.</summary>
    /// <exception cref="ArgumentException">The name has a character that a run id can't have, or is too long for one.</exception>
    public Pipeline(string name, IEnumerable<TaskNode> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        if (!TaskName.IsValid(name) || name.Length > MaxNameLength)
        {
            throw new ArgumentException($"'{name}' can't be the name of a pipeline: use 1 to {MaxNameLength} letters, digits, dots, underscores and hyphens, starting with a letter or digit.", nameof(name));
        }

        Name = name;
        Tasks = [.. tasks];
    }

    /// <summary>Unique in the catalog.</summary>
    public string Name { get; }

    /// <summary>In the order they were given.</summary>
    public IReadOnlyList<TaskNode> Tasks { get; }

    /// <summary>What it is for, in a sentence.</summary>
    public string? Description { get; init; }

    /// <summary>Settings that override the defaults of the model classes and are overridden by a run's.</summary>
    public ModelConfigs ModelConfigs { get; init; } = ModelConfigs.Empty;

    /// <summary>What a run can be started with; other names are refused.</summary>
    /// <exception cref="ArgumentException">Two have the same name; names that differ in case only count as the same.</exception>
    public IReadOnlyList<Parameter> Parameters
    {
        get;
        init => field = [.. Distinct(value, parameter => parameter.Name, "parameters")];
    }
    = [];

    /// <summary>When it starts by itself.</summary>
    /// <exception cref="ArgumentException">Two have the same name; names that differ in case only count as the same.</exception>
    public IReadOnlyList<Schedule> Schedules
    {
        get;
        init => field = [.. Distinct(value, schedule => schedule.Name, "schedules")];
    }
    = [];

    /// <summary>Who is told about its runs. Nobody, unless the configuration of the app has addresses for the webhooks.</summary>
    /// <exception cref="ArgumentException">Two name the same webhook; names that differ in case only count as the same.</exception>
    public IReadOnlyList<Notification> Notifications
    {
        get;
        init => field = [.. Distinct(value, notification => notification.Webhook, "notifications to a webhook")];
    }
    = [];

    /// <summary>Models that other pipelines provide. A run reads the newest published version whose business date is not after its own.</summary>
    public IReadOnlyList<ModelRef> ExternalModels { get; init; } = [];

    /// <summary>The business date of a run that is given none is this many days before its start, in <see cref="TimeZone"/>; 0 to 366, default 1.</summary>
    public int LagDays
    {
        get;
        init => field = value is >= 0 and <= 366 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The lag of a pipeline is 0 to 366 days.");
    }
    = 1;

    /// <summary>The IANA time zone in which a run that is given no business date has its day.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>When a run starts a task whose inputs are there. Default: level by level. A request may say otherwise.</summary>
    public RunScheduling Scheduling { get; init; }

    /// <summary>How many tasks of a run are under way at a time; at least 1, null (the default) for as many as the hosts take. A request may say otherwise.</summary>
    public int? Parallelism
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The parallelism of a pipeline is at least 1.");
    }

    /// <summary>
    /// Small tasks of a level that run together in one activity, at the same time, which saves most of what the platform does and bills for each: 1 to 50, null (the default) for what the app's
    /// configuration says, which is 1 if it says nothing. Eager runs take each task by itself, and so do tasks with pools and those whose policy says so.
    /// </summary>
    public int? TasksPerActivity
    {
        get;
        init => field = value is null or (>= 1 and <= MaxTasksPerActivity) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"An activity has 1 to {MaxTasksPerActivity} tasks.");
    }

    private IReadOnlyList<T> Distinct<T>(IReadOnlyList<T> items, Func<T, string> name, string kind)
    {
        var twice = items.GroupBy(name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Skip(1).Any());
        return twice is null
            ? items
            : throw new ArgumentException($"Pipeline '{Name}' has two {kind} named '{twice.Key}'. Give each a name of its own; case does not tell them apart.", kind);
    }
}
