using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Partitions;
using Etl.Storage.Registry;

namespace Etl.Functions.Backfills;

/// <summary>The business dates of a backfill: one for each partition that its pipeline makes, or one for each day.</summary>
internal static class BackfillDates
{
    /// <summary>Oldest first. Of months and years their last days within the range.</summary>
    public static IEnumerable<DateOnly> Between(Orchestrator orchestrator, DateOnly from, DateOnly to)
    {
        var shortest = Divided(orchestrator).Select(model => model.PartitionBy!).MaxBy(by => by.KeyOf(from).Length) ?? PartitionBy.Day;
        for (var date = from; date < to; date = date.AddDays(1))
        {
            if (shortest.KeyOf(date) != shortest.KeyOf(date.AddDays(1)))
            {
                yield return date;
            }
        }

        if (from <= to)
        {
            yield return to;
        }
    }

    /// <summary>Whether the pipeline makes partitions of dates.</summary>
    public static bool HasPartitions(Orchestrator orchestrator) => Divided(orchestrator).Any();

    /// <summary>Those of which some model has no partition.</summary>
    public static async Task<List<DateOnly>> MissingAsync(Orchestrator orchestrator, IReadOnlyList<DateOnly> dates, PublishedModels models, CancellationToken cancellationToken)
    {
        var divided = Divided(orchestrator).ToList();
        var heads = await models.ReadAsync(cancellationToken);
        var files = await heads.FindAllAsync(divided.Select(model => model.Name), cancellationToken);
        var known = files.ToDictionary(file => file.Model, file => file.Versions.Select(version => version.Partition).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        return [.. dates.Where(date => divided.Exists(model => known.GetValueOrDefault(model.Name)?.Contains(model.PartitionBy!.KeyOf(date)) != true))];
    }

    private static IEnumerable<Model> Divided(Orchestrator orchestrator)
    {
        var provided = orchestrator.Plan.Tasks.SelectMany(task => task.Provides).ToHashSet(StringComparer.Ordinal);
        return orchestrator.Models.Models.Where(model => provided.Contains(model.Name) && model.PartitionBy is { IsByDate: true });
    }
}
