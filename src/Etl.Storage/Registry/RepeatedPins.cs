using Etl.Core.Registry;

namespace Etl.Storage.Registry;

/// <summary>The pins of a run that repeats another one: what that run has read is read again, whatever was published since.</summary>
internal static class RepeatedPins
{
    /// <summary>The pins that the new run would get by itself, with those of the earlier run in their place wherever that run had to do with the model.</summary>
    /// <param name="own">Resolved from the heads: they count for models that only the new run has to do with.</param>
    /// <param name="earlier">The repeated run.</param>
    /// <param name="pins">Its pins.</param>
    public static RunPins Of(RunPins own, RunClaim earlier, RunPins pins)
    {
        var read = earlier.Snapshot.ExternalModels
            .Concat(earlier.Snapshot.Tasks.SelectMany(task => task.Ranges?.Keys ?? Enumerable.Empty<string>()))
            .ToHashSet(StringComparer.Ordinal);
        var provided = earlier.Snapshot.Tasks.SelectMany(task => task.Provides).ToHashSet(StringComparer.Ordinal);
        return own with
        {
            Versions = [.. pins.Versions, .. own.Versions.Where(version => !read.Contains(version.Model))],
            Missing = [.. own.Missing.Where(missing => !read.Contains(missing.Split('[')[0]))],
            Previous = [.. pins.Previous, .. own.Previous.Where(version => !provided.Contains(version.Model))],
        };
    }
}
