using Etl.Core.Partitions;
using Etl.Core.Pipelines;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Text;
using Etl.Storage.Registry;

namespace Etl.Functions.Runs;

/// <summary>
/// Finds what a run would read from the store and is not there, before it is claimed. The pins decide later, from a reading of
/// their own; this is for an early answer with a way out. Thread-safe.
/// </summary>
public sealed class MissingInputs(PipelineCatalog catalog, PublishedModels models)
{
    private const int MaxReads = 32;

    /// <summary>A problem for each model without a version that the run could read. A rerun is not looked at: it reads what the run before it has read.</summary>
    public async Task<IReadOnlyList<RunProblem>> FindAsync(RunClaim claim, ExecutionPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(plan);
        if (claim.Snapshot.ExternalModels.Count == 0 || claim.Request.Rerun is not null)
        {
            return [];
        }

        var heads = await models.ReadAsync(cancellationToken);
        var readers = claim.Snapshot.Tasks.SelectMany(task => task.Requires.Select(model => (Model: model, Task: task)))
            .ToLookup(read => read.Model, read => read.Task, StringComparer.Ordinal);
        var missing = new List<(string Model, HeadFile? File)>();
        foreach (var names in claim.Snapshot.ExternalModels.Chunk(MaxReads))
        {
            var files = await Task.WhenAll(names.Select(name => heads.FindAsync(name, cancellationToken)));
            missing.AddRange(names.Zip(files).Where(input => !IsThere(claim, readers[input.First], input.First, input.Second)));
        }

        if (missing.Count == 0)
        {
            return [];
        }

        var unselected = plan.UnselectedModels.ToDictionary(model => model.Model, model => model.Task, StringComparer.Ordinal);
        var makers = catalog.Pipelines.Where(pipeline => pipeline.Name != plan.Pipeline)
            .SelectMany(pipeline => pipeline.ProvidedModels().Select(model => (Model: model, Pipeline: pipeline.Name)))
            .ToLookup(made => made.Model, made => made.Pipeline, StringComparer.Ordinal);
        return [.. missing.Select(input => new RunProblem(
            "missing-input",
            $"{Describe(claim, readers[input.Model], input.Model, input.File)} {WayOut(plan.Pipeline, unselected.GetValueOrDefault(input.Model), [.. makers[input.Model]])}"))];
    }

    /// <summary>A task that reads just the run's own partition can't do without it; one that reads a range can do without some of it.</summary>
    private static bool IsThere(RunClaim claim, IEnumerable<TaskDescriptor> readers, string model, HeadFile? file)
    {
        var date = claim.Job.BusinessDate;
        if (file is null || readers.Any(task => task.RangeOf(model) is null))
        {
            return file?.NewestAsOf(date, claim.Snapshot.PartitionOf(model)) is not null;
        }

        var ranges = readers.Select(task => task.RangeOf(model)).OfType<PartitionInterval>().ToList();
        return file.Versions.Any(version => version.Order.BusinessDate <= date && version.Partition is { } partition && ranges.Exists(range => range.Contains(partition)));
    }

    private static string Describe(RunClaim claim, IEnumerable<TaskDescriptor> readers, string model, HeadFile? file)
    {
        var partition = claim.Snapshot.PartitionOf(model);
        return $"Model '{model}'{(partition is null ? "" : $", of which partition '{partition}' is the run's own,")} is read by {NameList.Quoted([.. readers.Select(task => task.Name)])}, and no version of it that the run could read is published for {claim.Job.BusinessDate:yyyy-MM-dd} or before."
            + Newer(claim, partition, file);
    }

    private static string Newer(RunClaim claim, string? partition, HeadFile? file)
    {
        if (partition is not null || file is null)
        {
            return "";
        }

        var oldest = file.Versions.Min(version => version.Order.BusinessDate);
        return oldest <= claim.Job.BusinessDate ? "" : $" The oldest is for {oldest:yyyy-MM-dd}: a run with --date {oldest:yyyy-MM-dd} (businessDate over HTTP) or later could read it.";
    }

    private static string WayOut(string pipeline, string? unselectedTask, List<string> makers)
    {
        if (unselectedTask is not null)
        {
            return $"Task '{unselectedTask}' makes it and is not selected: select it as well ('+{unselectedTask}'), or run it first (etl run {pipeline} --select +{unselectedTask}).";
        }

        return makers.Count switch
        {
            0 => "No pipeline of this app provides it. Add one that does, or publish it to this store from the app that has one.",
            1 => $"Pipeline '{makers[0]}' provides it: run that first (etl run {makers[0]}).",
            _ => $"Pipelines {NameList.Quoted(makers)} provide it: run one of them first (etl run {makers[0]}).",
        };
    }
}
