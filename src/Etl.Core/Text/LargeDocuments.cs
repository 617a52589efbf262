namespace Etl.Core.Text;

/// <summary>
/// Keeps the process small where documents of tens of megabytes pass through it: the claim, the input and the summary of a wide run. The collector would let several of them, and all that was
/// made of them, come together before it looks at any, and keep their room for the rest of the run.
/// </summary>
public static class LargeDocuments
{
    /// <summary>In bytes or characters. A run that has such documents takes minutes, and has few of them.</summary>
    private const int MinLength = 8 * 1024 * 1024;

    /// <summary>Collects what is of no more use when a document of that length comes or goes.</summary>
    public static void Collect(int length)
    {
        if (length >= MinLength)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
