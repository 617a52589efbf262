using Etl.Cli.Running;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;

namespace Etl.Cli.Reading;

/// <summary>What earlier runs of a pipeline tell about one that goes on.</summary>
internal static class EarlierRuns
{
    /// <summary>A task that was taken over in the newest run was run in one before, most likely.</summary>
    private const int MaxRuns = 3;

    /// <summary>From the newest runs that succeeded: one page of the list, and a few runs. Null when there are none, or they can't be read: nothing depends on it.</summary>
    public static async Task<TimeLeft?> ReadTimeLeftAsync(IEtlReader reader, string pipeline, CancellationToken cancellationToken)
    {
        try
        {
            var page = await reader.RunsAsync(new RunFilter { Pipeline = pipeline, Statuses = [RunStatus.Succeeded] }, MaxRuns, after: null, cancellationToken);
            var runs = new List<RunDocument>();
            foreach (var entry in page.Runs)
            {
                if (await reader.FindRunAsync(entry.RunId, cancellationToken) is { } run)
                {
                    runs.Add(run);
                }
            }

            return TimeLeft.From(runs);
        }
#pragma warning disable CA1031 // what is only shown must not end a run that goes well
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
