using Etl.Core.Tasks;

namespace Etl.Hotels.Csv;

/// <summary>Errors about the content of a source, all of one shape: where, what, and the way out.</summary>
internal static class SourceFault
{
    public static PermanentTaskException At(string location, long line, string cause, string wayOut, Exception? inner = null) =>
        Create($"'{Shown(location)}', line {line}: {cause} {wayOut}", inner);

    public static PermanentTaskException Of(string location, string cause, string wayOut, Exception? inner = null) =>
        Create($"'{Shown(location)}' {cause} {wayOut}", inner);

    /// <summary>The query and the user of a URI may hold a signature or a password.</summary>
    public static string Shown(string location) =>
        location.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(location, UriKind.Absolute, out var uri) && !uri.IsFile
            ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : location;

    private static PermanentTaskException Create(string message, Exception? inner) =>
        inner is null ? new PermanentTaskException(message) : new PermanentTaskException(message, inner);
}
