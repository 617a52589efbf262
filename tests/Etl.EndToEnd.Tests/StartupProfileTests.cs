using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests;

/// <summary>The list of methods that are compiled ahead when an app is published. What it names and is not there is ignored without a word.</summary>
public sealed class StartupProfileTests
{
    [Fact]
    public void Profile_NamesTypesOfToday()
    {
        using var image = new PEReader(File.OpenRead(Path.Combine(Repository.Root, "src", "Startup.mibc")));
        var metadata = image.GetMetadataReader();
        var names = metadata.TypeReferences.Select(type => FullName(metadata, type)).Where(name => name.Assembly.StartsWith("Etl.", StringComparison.Ordinal)).ToList();

        var gone = names.Where(name => Assembly.Load(name.Assembly).GetType(name.Type) is null).ToList();

        Assert.True(names.Count > 100, $"It names {names.Count} types of ours.");
        Assert.True(gone.Count * 4 < names.Count, $"{gone.Count} of the {names.Count} types that src/Startup.mibc names are gone. Record it again: docs/performance.md says how.");
    }

    private static (string Assembly, string Type) FullName(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            var outer = FullName(metadata, (TypeReferenceHandle)type.ResolutionScope);
            return (outer.Assembly, $"{outer.Type}+{name}");
        }

        var assembly = metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name);
        return (assembly, type.Namespace.IsNil ? name : $"{metadata.GetString(type.Namespace)}.{name}");
    }
}
