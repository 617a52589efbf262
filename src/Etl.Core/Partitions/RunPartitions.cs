using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Core.Partitions;

/// <summary>The partitions that a run reads and writes: known when it is claimed, from its business date and parameters alone.</summary>
public sealed class RunPartitions
{
    private readonly ModelRegistry _models;

    private RunPartitions(ModelRegistry models, SortedDictionary<string, string> own)
    {
        _models = models;
        Own = own;
    }

    /// <summary>Model name → the partition of it that the run reads or writes. Models without partitions are left out.</summary>
    public SortedDictionary<string, string> Own { get; }

    /// <summary>Of the tasks of a plan.</summary>
    /// <exception cref="KeyNotFoundException">A model is divided by a parameter that the pipeline does not have.</exception>
    public static RunPartitions Of(IEnumerable<PlannedTask> tasks, ModelRegistry models, JobContext job)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(models);
        var own = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in tasks.SelectMany(task => task.Requires.Concat(task.Provides)))
        {
            if (models.Get(name).PartitionBy is { } by)
            {
                own.TryAdd(name, by.KeyOf(job));
            }
        }

        return new RunPartitions(models, own);
    }

    /// <summary>The task as the run's snapshot has it.</summary>
    public TaskDescriptor Describe(PlannedTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var descriptor = new TaskDescriptor(task.Name, task.GroupPath, task.Requires, task.Provides, task.Policy);
        if (task.Ranges is null)
        {
            return descriptor;
        }

        var intervals = new SortedDictionary<string, PartitionInterval>(StringComparer.Ordinal);
        foreach (var (model, range) in task.Ranges)
        {
            intervals.Add(model, range.For(_models.Get(model).PartitionBy!, Own[model]));
        }

        return descriptor with { Ranges = intervals };
    }
}
