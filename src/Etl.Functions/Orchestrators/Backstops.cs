using Etl.Core.Tasks;

namespace Etl.Functions.Orchestrators;

/// <summary>After which time without an answer a runner of tasks asks whether they are lost.</summary>
internal static class Backstops
{
    /// <summary>Sooner it would mostly ask about tasks that wait for their turn.</summary>
    private static readonly TimeSpan Min = TimeSpan.FromMinutes(1);

    /// <summary>Twice the longest time that any of the tasks can take with all its attempts and waits.</summary>
    public static TimeSpan Of(IEnumerable<TaskPolicy> policies)
    {
        var longest = Min / 2;
        foreach (var policy in policies)
        {
            var time = policy.Timeout * policy.MaxAttempts;
            for (var attempt = 1; attempt < policy.MaxAttempts; attempt++)
            {
                time += policy.DelayAfter(attempt);
            }

            longest = time > longest ? time : longest;
        }

        return longest * 2;
    }
}
