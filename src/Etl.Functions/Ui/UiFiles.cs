using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Etl.Functions.Ui;

/// <summary>The dashboard's files, which are part of the assembly. Names are looked up among them and never become a path.</summary>
internal static class UiFiles
{
    public const string Page = "index.html";
    private const string Prefix = "ui/";
    private const string ReportFrame = "report.html";

    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>For the frame that shows what tasks have written: no origin, no network, and no script but its own.</summary>
    private const string ReportPolicy =
        "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, IResult> Files = Load(typeof(UiFiles).Assembly);

    /// <summary>Null when there is no such file.</summary>
    public static IResult? Find(string name) => Files.GetValueOrDefault(name);

    private static FrozenDictionary<string, IResult> Load(Assembly assembly)
    {
        // Builds are deterministic, so the id of the module changes with its content and with nothing else.
        var entityTag = $"\"{assembly.ManifestModule.ModuleVersionId:N}\"";
        return assembly.GetManifestResourceNames()
            .Select(resource => (Resource: resource, Name: resource.Replace('\\', '/')))
            .Where(file => file.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(file => file.Name[Prefix.Length..], file => Load(assembly, file.Resource, file.Name[Prefix.Length..], entityTag), StringComparer.Ordinal);
    }

    private static IResult Load(Assembly assembly, string resource, string name, string entityTag)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new UiFile(content, ContentTypes[Path.GetExtension(name)], name == ReportFrame ? ReportPolicy : PagePolicy, entityTag);
    }
}
