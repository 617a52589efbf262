using System.Net;
using Microsoft.AspNetCore.Http;

namespace Etl.Chaos.Faults;

/// <summary>Decides by a seed what is done to each request, and counts it. Thread-safe.</summary>
/// <param name="seed">The requests of a run come in no fixed order, so a seed repeats the mixture and not each fault.</param>
/// <param name="share">Of the requests that are disturbed; 0 to 1.</param>
internal sealed class FaultPlan(int seed, double share)
{
    private const double ShareOfDecisions = 0.3;
    private static readonly Fault[] Any = [.. Enum.GetValues<Fault>().Except([Fault.None, Fault.Conflict, Fault.ConditionNotMet])];
    private static readonly Fault[] AnyConditional = [.. Enum.GetValues<Fault>().Except([Fault.None])];

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public int Requests { get; private set; }

    /// <summary>What was done so far: <see cref="Fault"/> → how often; what was done to commits and publishes also by itself.</summary>
    public IReadOnlyDictionary<string, int> Counts()
    {
        lock (_gate)
        {
            return new SortedDictionary<string, int>(_counts, StringComparer.Ordinal);
        }
    }

    public (Fault Fault, double Amount) Next(HttpRequest request)
    {
        lock (_gate)
        {
            Requests++;
            var amount = _random.NextDouble();
            var decision = DecisionOf(request);
            var fault = decision is not null && _random.NextDouble() < ShareOfDecisions ? Fault.LoseAnswer
                : _random.NextDouble() >= share ? Fault.None
                : IsConditional(request) ? AnyConditional[_random.Next(AnyConditional.Length)]
                : Any[_random.Next(Any.Length)];
            if (fault != Fault.None)
            {
                var name = decision is null ? fault.ToString() : $"{fault} ({decision})";
                _counts[name] = _counts.GetValueOrDefault(name) + 1;
            }

            return (fault, amount);
        }
    }

    private static bool IsConditional(HttpRequest request) => request.Headers.IfMatch.Count > 0 || request.Headers.IfNoneMatch.Count > 0;

    /// <summary>The puts that decide something: their answers are lost more often than others.</summary>
    private static string? DecisionOf(HttpRequest request) => request.Method != WebRequestMethods.Http.Put || request.Path.Value is not { } path ? null
        : path.EndsWith("/heads/root.json", StringComparison.Ordinal) ? "publish"
        : path.Contains("/commits/", StringComparison.Ordinal) || path.Contains("/packs/", StringComparison.Ordinal) ? "commit"
        : null;
}
