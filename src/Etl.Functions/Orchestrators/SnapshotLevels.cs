using Etl.Core.Registry;

namespace Etl.Functions.Orchestrators;

/// <summary>The dependency levels of a snapshot. A function of the snapshot alone, so a replay gets the same levels on any version of the code.</summary>
internal static class SnapshotLevels
{
    /// <summary>Level 1 first; tasks in the order of the snapshot.</summary>
    public static IReadOnlyList<IReadOnlyList<TaskDescriptor>> Of(RunSnapshot snapshot)
    {
        var levels = snapshot.Levels();
        var result = new List<List<TaskDescriptor>>();
        for (var i = 0; i < snapshot.Tasks.Count; i++)
        {
            while (result.Count < levels[i])
            {
                result.Add([]);
            }

            result[levels[i] - 1].Add(snapshot.Tasks[i]);
        }

        return result;
    }
}
