using Etl.Core.Registry;

namespace Etl.Functions.Reuse;

/// <summary>What a search for reusable outputs has found.</summary>
/// <param name="Commit">The record whose outputs can be taken over; null when there is none.</param>
/// <param name="Reason">Why there is none, judged by the newest version.</param>
/// <param name="UnknownInputs">Models that decide it yet, because they are not made; empty for a task that is about to run.</param>
internal sealed record ReuseFinding(TaskCommit? Commit, string Reason, IReadOnlyList<string> UnknownInputs)
{
    public static ReuseFinding Miss(string reason) => new(null, reason, []);
}
