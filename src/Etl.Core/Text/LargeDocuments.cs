namespace Etl.Core.Text;

/// <summary>
/// Keeps the process small where it writes documents of tens of megabytes: the claim, the input and the summary of a wide run. The collector would let several of them, and all that they
/// were made of, come together before it looks at any, and keep their room for the rest of the run. Not for what requests read: it stops the whole process.
/// </summary>
public static class LargeDocuments
{
    /// <summary>In bytes or characters. A run that has such documents takes minutes, and has few of them.</summary>
    public const int MinLength = 8 * 1024 * 1024;

    /// <summary>Lets go of a document that was written, and collects if it was large.</summary>
    public static void Forget(ref string? document)
    {
        var length = document?.Length ?? 0;
        document = null;
        Collect(length);
    }

    /// <summary>Collects what is of no more use when a document of that length was written, or is about to be.</summary>
    public static void Collect(int length)
    {
        if (length >= MinLength)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
