using System.Runtime.CompilerServices;

namespace Etl.Storage.Objects;

/// <summary>The names below a folder, in ordinal order, without holding more than a few folders' names at once.</summary>
internal static class FolderListing
{
    /// <summary>Walks a folder and those below it.</summary>
    /// <param name="folder">Where the walk starts; nothing is listed when there is none.</param>
    /// <param name="prefix">The name of that folder, with a slash.</param>
    /// <param name="notes">Notes when true, objects when false.</param>
    /// <param name="after">Names up to this one are left out, without looking into their folders; null for none.</param>
    /// <param name="cancellationToken">Looked at between folders.</param>
    public static async IAsyncEnumerable<string> WalkAsync(string folder, string prefix, bool notes, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var entry in await Task.Run(() => EntriesOf(folder, notes), cancellationToken))
        {
            if (after is not null && string.CompareOrdinal(prefix + entry.Name, after) <= 0 && !(entry.IsFolder && after.StartsWith(prefix + entry.Name, StringComparison.Ordinal)))
            {
                continue;
            }

            if (!entry.IsFolder)
            {
                yield return prefix + entry.Name;
                continue;
            }

            await foreach (var name in WalkAsync(entry.Path, prefix + entry.Name, notes, after, cancellationToken))
            {
                yield return name;
            }
        }
    }

    // A folder's name ends with its slash here: so the order of a folder's entries is the order of all names below it.
    private static List<(string Name, string Path, bool IsFolder)> EntriesOf(string folder, bool notes)
    {
        var entries = new List<(string Name, string Path, bool IsFolder)>();
        try
        {
            foreach (var info in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            {
                var isFolder = info.Attributes.HasFlag(FileAttributes.Directory);
                var isNote = info.Name.EndsWith(ObjectName.NoteEnding, StringComparison.Ordinal);
                var fileName = isNote ? info.Name[..^ObjectName.NoteEnding.Length] : info.Name;
                if ((isFolder || isNote == notes) && FolderLayout.SegmentOf(fileName) is { } segment)
                {
                    entries.Add((isFolder ? segment + "/" : segment, info.FullName, isFolder));
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }

        entries.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return entries;
    }
}
