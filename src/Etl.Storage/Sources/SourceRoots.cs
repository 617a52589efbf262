namespace Etl.Storage.Sources;

/// <summary>The folders and addresses that confined runs may read. Both sides are compared in full: normalised, with links resolved.</summary>
internal sealed class SourceRoots
{
    // What a server may decode once more, to a slash, a backslash, a dot or a percent sign, and so leave the prefix.
    private static readonly string[] Ambiguous = ["%2f", "%5c", "%2e", "%25"];

    private readonly List<string> _folders = [];
    private readonly List<Uri> _prefixes = [];

    /// <summary>Understands the roots; whether they exist does not matter.</summary>
    /// <exception cref="ArgumentException">A root is no folder and no prefix.</exception>
    public SourceRoots(IEnumerable<string> roots)
    {
        foreach (var root in roots)
        {
            try
            {
                Add(SourceLocation.Parse(root));
            }
            catch (SourceException exception)
            {
                throw new ArgumentException($"Etl:Sources has a root that can't be used: {exception.Message}", nameof(roots), exception);
            }
        }
    }

    public bool Contains(Uri address) => _prefixes.Exists(prefix => IsBelow(prefix, address));

    /// <summary>Whether a file lies in or below a root.</summary>
    /// <param name="realPath">Resolved by <see cref="RealPath"/>.</param>
    public bool Contains(string realPath) => _folders.Exists(folder => IsBelow(RealPath.Resolve(folder), realPath, Path.DirectorySeparatorChar));

    public static bool IsBelow(Uri prefix, Uri address) =>
        prefix.Scheme == address.Scheme
        && prefix.IdnHost == address.IdnHost
        && prefix.Port == address.Port
        && IsBelow(prefix.AbsolutePath, address.AbsolutePath, '/')
        && !Ambiguous.Any(code => address.AbsolutePath.Contains(code, StringComparison.OrdinalIgnoreCase));

    private static bool IsBelow(string root, string path, char separator) =>
        path == root || path.StartsWith(root.EndsWith(separator) ? root : root + separator, StringComparison.Ordinal);

    private void Add(SourceLocation root)
    {
        if (root.Path is { } path)
        {
            _folders.Add(Path.TrimEndingDirectorySeparator(path));
        }
        else if (root.Address!.Query.Length > 0 || root.Address.Fragment.Length > 0)
        {
            throw new SourceException($"'{root.Given}' has a query or a fragment. A prefix is a scheme, a host and a path.");
        }
        else
        {
            _prefixes.Add(root.Address);
        }
    }
}
