using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Etl.Benchmarks.Profile;

/// <summary>
/// Writes a list of methods for .NET's compiler ahead, crossgen2 (<c>--mibc</c>), which compiles them in addition to those that it finds by itself.
/// The format is described at <c>MIbcProfileParser</c> in the sources of .NET: an assembly whose global method <c>AssemblyDictionary</c> names groups of methods, which
/// are global methods that load a token for each. A group's name has the assemblies that its methods need, that which defines them first.
/// </summary>
internal sealed class ProfileImage : IDisposable
{
    private const string GroupIndex = "AssemblyDictionary";

    private readonly AssemblyDefinition _image;
    private readonly ModuleDefinition _module;
    private readonly TypeReference _canonical;
    private readonly Dictionary<string, ModuleDefinition> _sources = new(StringComparer.Ordinal);

    private ProfileImage(string name)
    {
        _image = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition(name, new Version(1, 0)), name, ModuleKind.Dll);
        _module = _image.MainModule;

        // The stand-in for any class in code that all classes share. The compiler looks for it in an assembly that does not exist.
        var canonicalAssembly = new AssemblyNameReference("System.Private.Canon", new Version(0, 0));
        _module.AssemblyReferences.Add(canonicalAssembly);
        _canonical = new TypeReference("System", "__Canon", _module, canonicalAssembly);
    }

    /// <summary>Writes the methods, each once. The same methods give the same file.</summary>
    /// <returns>How many there are.</returns>
    public static int Write(string file, IEnumerable<MethodUse> methods)
    {
        using var image = new ProfileImage(Path.GetFileNameWithoutExtension(file));
        var groups = methods
            .Select(method => (Group: image.GroupOf(method), Reference: image.Reference(method)))
            .DistinctBy(method => method.Reference.FullName, StringComparer.Ordinal)
            .OrderBy(method => method.Reference.FullName, StringComparer.Ordinal)
            .GroupBy(method => method.Group, method => method.Reference, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToList();
        image.AddGroups(groups);
        image._image.Write(file, new WriterParameters { DeterministicMvid = true, Timestamp = 0 });
        return groups.Sum(group => group.Count());
    }

    public void Dispose()
    {
        foreach (var source in _sources.Values)
        {
            source.Dispose();
        }

        _image.Dispose();
    }

    private void AddGroups(List<IGrouping<string, MethodReference>> groups)
    {
        var index = AddMethod(GroupIndex);
        foreach (var group in groups)
        {
            var body = AddMethod($"Group{_module.Types[0].Methods.Count}");
            foreach (var method in group)
            {
                body.Emit(OpCodes.Ldtoken, method);
                body.Emit(OpCodes.Pop);
            }

            body.Emit(OpCodes.Ret);
            index.Emit(OpCodes.Ldstr, group.Key);
            index.Emit(OpCodes.Ldtoken, body.Body.Method);
            index.Emit(OpCodes.Pop);
        }

        index.Emit(OpCodes.Ret);
    }

    private ILProcessor AddMethod(string name)
    {
        var method = new MethodDefinition(name, MethodAttributes.Static | MethodAttributes.Public, _module.TypeSystem.Void);
        _module.Types[0].Methods.Add(method);
        return method.Body.GetILProcessor();
    }

    private string GroupOf(MethodUse method) =>
        string.Concat(new[] { method.Assembly }.Concat(AssembliesOf(method.Owner)).Concat(method.Arguments.SelectMany(AssembliesOf))
            .Select(Path.GetFileNameWithoutExtension).Distinct(StringComparer.Ordinal).Select(name => $"{name};"));

    private static IEnumerable<string> AssembliesOf(TypeUse type) =>
        (type.ArrayRank > 0 ? [] : new[] { type.Assembly }).Concat(type.Arguments.SelectMany(AssembliesOf));

    private MethodReference Reference(MethodUse use)
    {
        var open = _module.ImportReference((MethodDefinition)Source(use.Assembly).LookupToken(use.Token));
        var method = new MethodReference(open.Name, open.ReturnType, Reference(use.Owner)) { HasThis = open.HasThis, ExplicitThis = open.ExplicitThis, CallingConvention = open.CallingConvention };
        foreach (var parameter in open.Parameters)
        {
            method.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
        }

        foreach (var parameter in open.GenericParameters)
        {
            method.GenericParameters.Add(new GenericParameter(parameter.Name, method));
        }

        if (use.Arguments.Count == 0)
        {
            return method;
        }

        var instance = new GenericInstanceMethod(method);
        AddAll(instance.GenericArguments, use.Arguments);
        return instance;
    }

    private TypeReference Reference(TypeUse use)
    {
        if (use.ArrayRank > 0)
        {
            var element = Reference(use.Arguments[0]);
            return use.ArrayRank == 1 ? new ArrayType(element) : new ArrayType(element, use.ArrayRank);
        }

        var definition = (TypeDefinition)Source(use.Assembly).LookupToken(use.Token);
        if (definition.FullName == _canonical.FullName)
        {
            return _canonical;
        }

        var open = _module.ImportReference(definition);
        if (use.Arguments.Count == 0)
        {
            return open;
        }

        var instance = new GenericInstanceType(open);
        AddAll(instance.GenericArguments, use.Arguments);
        return instance;
    }

    private void AddAll(ICollection<TypeReference> references, IEnumerable<TypeUse> uses)
    {
        foreach (var use in uses)
        {
            references.Add(Reference(use));
        }
    }

    private ModuleDefinition Source(string assembly)
    {
        if (!_sources.TryGetValue(assembly, out var source))
        {
            _sources[assembly] = source = ModuleDefinition.ReadModule(assembly);
        }

        return source;
    }
}
