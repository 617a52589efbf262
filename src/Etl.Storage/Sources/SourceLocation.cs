using System.Globalization;
using System.Text.RegularExpressions;
using Etl.Core.Tasks;

namespace Etl.Storage.Sources;

/// <summary>A location as it was given, understood: a file's full path, or a web address.</summary>
internal sealed partial record SourceLocation
{
    private SourceLocation(string given, string? path, Uri? address)
    {
        Given = given;
        Path = path;
        Address = address;
    }

    /// <summary>For messages: without what may be a secret.</summary>
    public string Given { get; }

    /// <summary>Absolute, without <c>.</c> and <c>..</c>; links are not resolved.</summary>
    public string? Path { get; }

    /// <summary>Absolute, <c>http</c> or <c>https</c>.</summary>
    public Uri? Address { get; }

    /// <summary>Understands what a user or a setting gave.</summary>
    /// <exception cref="SourceException">It is neither a path nor a URI of a kind that can be read.</exception>
    public static SourceLocation Parse(string location)
    {
        if (string.IsNullOrWhiteSpace(location))
        {
            throw new SourceException("The location of a source is empty. Give a path, or a URI that begins with 'file:' or 'https:'.");
        }

        var scheme = Scheme().Match(location);
        var isFile = location.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
        if ((isFile || scheme.Success) && location.FirstOrDefault(IsInvisible) is > '\0' and var invisible)
        {
            // The framework's parser throws at some of them, and a message with others does not say what it seems to.
            throw new SourceException($"The source is no valid address: it has an invisible character in it (U+{(int)invisible:X4}).");
        }

        if (isFile)
        {
            return OfPath(location, FilePath(location));
        }

        return scheme.Success ? OfAddress(location, scheme.Groups["scheme"].Value) : OfPath(location, location);
    }

    /// <summary>An address without query and fragment, which may hold keys.</summary>
    public static string Display(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) + (address.Query.Length > 1 ? SourceReading.HiddenQuery : "");

    /// <summary>Whether an address has a host, and one that a name server can be asked for: the framework takes hosts that it can't encode, and throws when they are used.</summary>
    public static bool HasHost(Uri address)
    {
        try
        {
            return address.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    private static SourceLocation OfPath(string given, string path)
    {
        // The framework would say no more than that the path has a null character.
        return path.Contains('\0')
            ? throw new SourceException($"Source '{given.Replace("\0", "\\0", StringComparison.Ordinal)}' is not a path: it has a null character in it.")
            : new SourceLocation(given, System.IO.Path.GetFullPath(path), null);
    }

    private static string FilePath(string location)
    {
        var rest = location["file:".Length..];
        var text = rest.StartsWith('/') && !rest.StartsWith("//", StringComparison.Ordinal) ? $"file://{rest}" : location;
        var isFile = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { IsFile: true, Query: "", Fragment: "" };
        if (isFile && uri!.Host == "localhost")
        {
            isFile = Uri.TryCreate($"file://{uri.AbsolutePath}", UriKind.Absolute, out uri);
        }

        if (!isFile)
        {
            throw new SourceException($"Source '{location}' is not a file URI: it is 'file:///' and an absolute path, in which '?', '#' and '%' are encoded. A relative path is given without 'file:'.");
        }

        return uri!.Host.Length == 0
            ? uri.LocalPath
            : throw new SourceException($"Source '{location}' is on another host ('{uri.Host}'). Only files of this machine can be read: 'file:///' has three slashes.");
    }

    private static bool IsInvisible(char character) => char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.Surrogate;

    private static SourceLocation OfAddress(string location, string scheme)
    {
        if (!scheme.Equals("https", StringComparison.OrdinalIgnoreCase) && !scheme.Equals("http", StringComparison.OrdinalIgnoreCase))
        {
            throw new SourceException($"Source '{scheme}:…' is of a kind that can't be read. Give a path, or a URI that begins with 'file:' or 'https:'.");
        }

        if (!Uri.TryCreate(location, UriKind.Absolute, out var uri) || !HasHost(uri))
        {
            throw new SourceException($"Source '{scheme}:…' is not a valid web address.");
        }

        // Nothing of the text is shown, since the password stands in it.
        return uri.UserInfo.Length > 0
            ? throw new SourceException($"The source on host '{uri.Host}' has a user name or a password in its address, which is not supported. Give the address without it.")
            : new SourceLocation(Display(uri), null, uri);
    }

    // A scheme has two letters or more, since one is a drive; other schemes are known by their slashes, since a file may be called 'raw:1.csv'.
    [GeneratedRegex(@"^(?<scheme>https?(?=:)|[A-Za-z][A-Za-z0-9+.-]+(?=://))", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Scheme();
}
