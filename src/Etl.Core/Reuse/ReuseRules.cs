using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Schemas;
using Etl.Core.Tasks;
using Etl.Core.Text;

namespace Etl.Core.Reuse;

/// <summary>When a task can be reused at all: whether everything that it reads is known, as <see cref="TaskReuse"/> says.</summary>
public static class ReuseRules
{
    /// <summary>Why a task is run whatever else is the same; null when its outputs may be taken over. Known before it has run.</summary>
    public static string? WhyAlwaysRun(PlannedTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task switch
        {
            { Policy.Reuse: TaskReuse.Never } => "always run: its policy says so (TaskReuse.Never)",
            { Provides.Count: 0 } => "always run: it provides no model that could be taken over",
            _ => null,
        };
    }

    /// <summary>Why outputs can never be taken over by a later run; null when they may be. Known when the task has run.</summary>
    /// <param name="task">That made them.</param>
    /// <param name="sources">What it read from outside.</param>
    public static string? WhyNotReusable(PlannedTask task, IReadOnlyList<SourceReading> sources)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(sources);
        if (WhyAlwaysRun(task) is { } always)
        {
            return always;
        }

        var opened = sources.Where(source => source.WasOpened).ToList();
        if (opened.Where(source => !source.CanBeChecked).Select(source => source.Location).ToList() is { Count: > 0 } stateless)
        {
            return $"always run: nothing tells whether {NameList.Quoted(stateless)} has changed";
        }

        if (task.Policy.Reuse != TaskReuse.Automatic)
        {
            return null;
        }

        var others = sources.Where(source => !source.WasOpened).Select(source => source.Location).Distinct(StringComparer.Ordinal).ToList();
        return others.Count > 0 ? $"always run: it reads {NameList.Quoted(others)} by its own means, and TaskReuse.Automatic can't tell whether that has changed"
            : opened.Count == 0 && task.Requires.Count == 0 ? "always run: it requires no model and opened no source, and TaskReuse.Automatic can't tell what it depends on"
            : null;
    }

    /// <summary>Whether a version has passed the checks of its model: one that broke a check of severity error is never committed, one with warnings may be taken over.</summary>
    public static bool HasPassed(ModelVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version.Quality is ModelQuality.Unchecked or ModelQuality.Passed or ModelQuality.Warned;
    }

    /// <summary>Whether a version has the columns that its model has now; a version for which nobody recorded them is taken to have them.</summary>
    public static bool HasSchemaOf(ModelVersion version, Model model)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version.SchemaHash is null || version.SchemaHash == ModelSchema.Of(model)?.Hash();
    }
}
