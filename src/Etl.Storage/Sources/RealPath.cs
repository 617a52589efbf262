namespace Etl.Storage.Sources;

/// <summary>Resolves symbolic links anywhere in a path. What does not exist is kept as it is.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40;

    /// <summary>The path that the system would open.</summary>
    /// <param name="path">Absolute.</param>
    /// <exception cref="IOException">The links go in a circle, or a folder can't be looked into.</exception>
    public static string Resolve(string path)
    {
        var current = Path.GetPathRoot(path)!;
        var rest = new Stack<string>();
        Push(rest, path[current.Length..]);
        var links = 0;
        while (rest.TryPop(out var segment))
        {
            if (segment is "." or "..")
            {
                current = segment == "." ? current : Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var next = Path.Join(current, segment);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new IOException("Its symbolic links go in a circle.");
            }

            var targetRoot = Path.GetPathRoot(target)!;
            current = targetRoot.Length > 0 ? targetRoot : current;
            Push(rest, target[targetRoot.Length..]);
        }

        return current;
    }

    private static void Push(Stack<string> rest, string path)
    {
        foreach (var segment in path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            rest.Push(segment);
        }
    }
}
