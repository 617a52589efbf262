using Etl.Core.Planning;
using Etl.Core.Registry;

namespace Etl.Functions.Reuse;

/// <summary>The outputs of a commit record as another run would have them.</summary>
internal static class AdoptedOutputs
{
    /// <summary>The same versions with the run's own place among the versions of their models, in the order in which the task provides them; null when the record does not have them all.</summary>
    public static IReadOnlyList<ModelVersion>? Of(RunClaim claim, PlannedTask task, TaskCommit commit)
    {
        var outputs = new List<ModelVersion>(task.Provides.Count);
        foreach (var model in task.Provides)
        {
            if (commit.Outputs.FirstOrDefault(output => output.Model == model) is not { } output || output.Partition != claim.Snapshot.PartitionOf(model))
            {
                return null;
            }

            outputs.Add(output with { Order = claim.Order, ForcedAt = null });
        }

        return outputs;
    }
}
