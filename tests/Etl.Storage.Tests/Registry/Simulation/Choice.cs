using System.Runtime.InteropServices;

namespace Etl.Storage.Tests.Registry.Simulation;

/// <summary>One decision of a schedule: what happens, and to which of those that wait. The default is the dullest one.</summary>
/// <param name="Fate">What happens.</param>
/// <param name="Pick">To which one, counted from the one that waits longest; or one of the constants.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Choice(Fate Fate, int Pick)
{
    /// <summary>The one that came last: one process runs on while all others stand still.</summary>
    public const int Newest = -1;

    /// <summary>Conditional puts wait as long as there is anything else, so that they meet.</summary>
    public const int PutsLast = -2;

    /// <summary>Conditional puts go first, so that what was just read is old.</summary>
    public const int PutsFirst = -3;

    public T From<T>(List<T> waiting, Func<T, bool> isPut)
    {
        var found = Pick switch
        {
            Newest => waiting.Count - 1,
            PutsLast => waiting.FindIndex(item => !isPut(item)),
            PutsFirst => waiting.FindIndex(item => isPut(item)),
            _ => Pick % waiting.Count,
        };
        return waiting[Math.Max(found, 0)];
    }

    public override string ToString() => $"{Fate}:{Pick}";
}
