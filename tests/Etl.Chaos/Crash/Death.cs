using System.Globalization;
using Etl.Chaos.Killing;

namespace Etl.Chaos.Crash;

/// <summary>How a process is to die: at the n-th time that it comes to a point, or so long after its start.</summary>
internal sealed record Death(string Point, int Occurrence, TimeSpan? After)
{
    public const string AtRandom = "at random";
    private const int ManyOccurrences = 12;
    private const int FewOccurrences = 3;

    /// <summary>Two of three at a named point, half of these soon: otherwise most processes would end before they die.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="duration">Of the process when it is let live.</param>
    public static Death Choose(Random random, TimeSpan duration)
    {
        if (random.Next(3) == 0)
        {
            return new Death(AtRandom, 0, duration * random.NextDouble());
        }

        var point = KillPoint.All[random.Next(KillPoint.All.Count)];
        return new Death(point, HappensOnce(point) ? 1 : 1 + random.Next(random.Next(2) == 0 ? FewOccurrences : ManyOccurrences), After: null);
    }

    /// <summary>What tells a child to die by itself.</summary>
    public IReadOnlyDictionary<string, string> Settings => After is null
        ? new Dictionary<string, string>(StringComparer.Ordinal) { [KillSwitch.Variable] = string.Create(CultureInfo.InvariantCulture, $"{Point}:{Occurrence}") }
        : new Dictionary<string, string>(StringComparer.Ordinal);

    private static bool HappensOnce(string point) => point.Split('.')[0] is "claim" or "pins" or "epoch" or "ending" or "publish" or "summary";
}
