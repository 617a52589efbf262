namespace Etl.Core.Registry;

/// <summary>The one small blob behind which all heads live: model name → name of its head file. Swapped by ETag, so a publish is all or nothing.</summary>
/// <param name="Schema">Of this record; now 1.</param>
/// <param name="HeadFiles">Sorted by model name.</param>
public sealed record HeadsRoot(int Schema, SortedDictionary<string, string> HeadFiles)
{
    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 1;
}
