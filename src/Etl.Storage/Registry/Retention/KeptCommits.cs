using Etl.Core.Registry;

namespace Etl.Storage.Registry.Retention;

/// <summary>Which commit records are kept: those that somebody needs, and all that theirs were made from.</summary>
internal static class KeptCommits
{
    /// <summary>The run and the task of each; the lists are what stays listed.</summary>
    public static IReadOnlySet<(string RunId, string Task)> Find(RegistrySurvey survey, IEnumerable<HeadFile> lists)
    {
        var kept = new HashSet<(string RunId, string Task)>();
        var open = new Stack<SurveyedCommit>();
        foreach (var commit in survey.Commits.Values.Where(commit => survey.IsRecent(commit.RunId) || survey.Repeated.Contains(commit.RunId)))
        {
            Keep(commit.RunId, commit.Task);
        }

        foreach (var version in lists.SelectMany(list => list.Versions))
        {
            Keep(version.Order.RunId, version.Task);
            Keep(version.RunId, version.Task);
        }

        foreach (var version in survey.Pinned)
        {
            Keep(version.RunId, version.Task);
        }

        while (open.TryPop(out var commit))
        {
            // A version does not hold the one before it: an incremental model would be kept for ever.
            var own = commit.Outputs.Select(output => output.Model).ToHashSet(StringComparer.Ordinal);
            foreach (var input in commit.Inputs.Where(input => !own.Contains(input.Model)))
            {
                Keep(input.RunId, input.Task);
            }

            // What was adopted was made from what its maker had read.
            foreach (var output in commit.Outputs)
            {
                Keep(output.RunId, output.Task);
            }
        }

        return kept;

        void Keep(string runId, string task)
        {
            if (survey.Commits.TryGetValue((runId, task), out var commit) && kept.Add((runId, task)))
            {
                open.Push(commit);
            }
        }
    }
}
