using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Etl.Storage.Objects;

/// <summary>
/// Which file holds which object. Objects are files under their own names, so that a store can be read with any tool. Characters and
/// names that Windows reserves are escaped as in URLs, on every system, so that a store can be copied between them.
/// Folders that start with a dot are the store's own: no object name does.
/// </summary>
internal sealed partial class FolderLayout
{
    private const int LockCount = 64;

    public FolderLayout(string folder)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        TempFolder = Path.Combine(Root, ".tmp");
        LockFolder = Path.Combine(Root, ".locks");
    }

    public string Root { get; }

    /// <summary>In the same file system as the objects, so that a rename moves a finished file to its place.</summary>
    public string TempFolder { get; }

    public string LockFolder { get; }

    public string ObjectPath(string name) => PathOf(ObjectName.Check(name));

    public string NotePath(string name) => PathOf(ObjectName.Check(name)) + ObjectName.NoteEnding;

    /// <summary>The folder of a prefix.</summary>
    public string FolderPath(string prefix) => PathOf(ObjectName.CheckPrefix(prefix)[..^1]);

    /// <summary>Names share a few lock files, which are never deleted: deleting one would let two holders in.</summary>
    public string LockPath(string name)
    {
        var index = SHA256.HashData(Encoding.ASCII.GetBytes(name))[0] % LockCount;
        return Path.Combine(LockFolder, $"{index:x2}");
    }

    /// <summary>One file for each name, which is never deleted either.</summary>
    public string LeasePath(string name) => Path.Combine([LockFolder, "leases", .. ObjectName.Check(name).Split('/').Select(FileNameOf)]);

    /// <summary>The segment that a file or folder stands for; null for what the store didn't write.</summary>
    public static string? SegmentOf(string fileName)
    {
        var segment = Uri.UnescapeDataString(fileName);
        return ObjectName.IsValidSegment(segment) && FileNameOf(segment) == fileName ? segment : null;
    }

    private string PathOf(string name) =>
        Path.Combine([Root, .. name.Split('/').Select(FileNameOf)]);

    private static string FileNameOf(string segment)
    {
        var escaped = segment.Replace(":", "%3A", StringComparison.Ordinal);
        return WindowsDevice().IsMatch(escaped) ? $"%{(int)escaped[0]:X2}{escaped[1..]}" : escaped;
    }

    [GeneratedRegex(@"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex WindowsDevice();
}
