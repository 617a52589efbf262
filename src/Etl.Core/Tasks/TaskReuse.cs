using System.Text.Json.Serialization;

namespace Etl.Core.Tasks;

/// <summary>
/// How it is known that running a task again would give the same outputs. In every mode its name, code version, settings, inputs and the
/// parameters that it read must be the same, and so must what it opened by <see cref="TaskContext.OpenSourceAsync"/>.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaskReuse>))]
public enum TaskReuse
{
    /// <summary>
    /// A task that said by <see cref="TaskContext.RecordSource"/> that it read from outside is always run, and so is one that neither
    /// requires a model nor opened a source: nobody knows whether what it read has changed.
    /// </summary>
    Automatic,

    /// <summary>The task reads nothing else from outside, or nothing that changes: a generator, a calendar, a fixed table.</summary>
    Deterministic,

    /// <summary>What the task reads from outside is fixed for a business date: it is run once for each.</summary>
    PerBusinessDate,

    /// <summary>The task is always run.</summary>
    Never,
}
