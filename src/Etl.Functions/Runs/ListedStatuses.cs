using Etl.Core.Runs;
using Etl.Core.Text;

namespace Etl.Functions.Runs;

/// <summary>The statuses by which a list of runs can be filtered.</summary>
public static class ListedStatuses
{
    /// <summary>Of a run as an app knows it: what it works on goes on by itself.</summary>
    public static IReadOnlyList<RunStatus> OfApp { get; } = [RunStatus.Running, RunStatus.Paused, RunStatus.Succeeded, RunStatus.Failed, RunStatus.Cancelled];

    /// <summary>Of a run in a store of this machine, whose process may have died.</summary>
    public static IReadOnlyList<RunStatus> OfStore { get; } = [RunStatus.Running, RunStatus.Paused, RunStatus.Interrupted, RunStatus.Succeeded, RunStatus.Failed, RunStatus.Cancelled];

    /// <summary>Reads names with commas between them, in any case.</summary>
    /// <param name="text">Such as <c>failed,Cancelled</c>.</param>
    /// <param name="known">The statuses that it may name.</param>
    /// <param name="problems">Gets a sentence for each name that is none of them, such as "is one of A, B, not 'C'."</param>
    public static IReadOnlyList<RunStatus> Parse(string text, IReadOnlyList<RunStatus> known, ICollection<string> problems)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(problems);
        var statuses = new List<RunStatus>();
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var found = known.Where(status => status.ToString().Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
            statuses.AddRange(found);
            if (found.Count == 0)
            {
                problems.Add($"is one of {string.Join(", ", known)}, not '{name}'.{Suggestion.DidYouMean(name, known.Select(status => status.ToString()))}");
            }
        }

        return statuses;
    }
}
