using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Etl.Docs.Tests.References;

/// <summary>The documentation that the compiler wrote beside the assemblies.</summary>
internal static partial class XmlDocs
{
    private static readonly Dictionary<string, XElement> Members = Directory.EnumerateFiles(AppContext.BaseDirectory, "Etl.*.xml")
        .SelectMany(path => XDocument.Load(path).Descendants("member"))
        .Where(member => member.Attribute("name")!.Value[0] is 'P' or 'F')
        .DistinctBy(member => member.Attribute("name")!.Value, StringComparer.Ordinal)
        .ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    /// <summary>The summary of a member, as Markdown.</summary>
    public static string Summary(Type type, string member)
    {
        var name = $"{type.FullName}.{member}";
        Assert.True(Members.TryGetValue($"P:{name}", out var element) || Members.TryGetValue($"F:{name}", out element), $"{name} has no documentation.");
        return Blanks().Replace(string.Concat(element!.Element("summary")!.Nodes().Select(Markdown)), " ").Trim();
    }

    private static string Markdown(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")?.Value.Split('.')[^1] ?? see.Attribute("langword")!.Value}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => string.Concat(other.Nodes().Select(Markdown)),
        _ => "",
    };

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Blanks();
}
