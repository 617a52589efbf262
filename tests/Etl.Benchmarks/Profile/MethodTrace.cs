using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace Etl.Benchmarks.Profile;

/// <summary>
/// Which methods a .NET process has used, compiled ahead or at run time, from the events of its runtime: MethodDetails names a method and the types in it by numbers,
/// BulkType and ModuleLoad say what the numbers mean.
/// </summary>
internal sealed class MethodTrace
{
    private const ClrTraceEventParser.Keywords Keywords = ClrTraceEventParser.Keywords.Jit | ClrTraceEventParser.Keywords.Loader | ClrTraceEventParser.Keywords.Type
        | ClrTraceEventParser.Keywords.CompilationDiagnostic | ClrTraceEventParser.Keywords.MethodDiagnostic;

    private readonly Dictionary<ulong, string> _assemblies = [];
    private readonly Dictionary<ulong, LoadedType> _types = [];
    private readonly List<LoadedMethod> _methods = [];

    private MethodTrace(string file)
    {
        using var source = new EventPipeEventSource(file);
        source.Clr.LoaderModuleLoad += module => _assemblies[(ulong)module.ModuleID] = module.ModuleILPath;
        source.Clr.TypeBulkType += Add;
        source.Clr.MethodMethodDetails += method =>
            _methods.Add(new LoadedMethod((ulong)method.TypeID, method.MethodToken, [.. Enumerable.Range(0, method.TypeParameterCount).Select(index => (ulong)method.TypeParameters(index))]));
        source.Process();
    }

    /// <summary>What a process needs in its environment to write such a file, from its start to its end.</summary>
    public static IReadOnlyDictionary<string, string> Environment(string file) => new Dictionary<string, string>
    {
        ["DOTNET_EnableEventPipe"] = "1",
        ["DOTNET_EventPipeOutputPath"] = file,
        ["DOTNET_EventPipeOutputStreaming"] = "1",
        ["DOTNET_EventPipeConfig"] = $"{ClrTraceEventParser.ProviderName}:0x{(ulong)Keywords:x}:{(int)TraceEventLevel.Verbose}",
    };

    /// <summary>The methods in a file, some more than once. Those that a process has made at run time are not among them.</summary>
    public static IReadOnlyList<MethodUse> Read(string file)
    {
        var trace = new MethodTrace(file);
        return [.. trace._methods.Select(trace.Method).OfType<MethodUse>()];
    }

    private void Add(GCBulkTypeTraceData types)
    {
        for (var i = 0; i < types.Count; i++)
        {
            var type = types.Values(i);
            _types[type.TypeID] = new LoadedType(type.ModuleID, type.TypeNameID, [.. Enumerable.Range(0, type.TypeParameterCount).Select(type.TypeParameterID)], ArrayRank(type.Flags));
        }
    }

    /// <summary>The flags have the rank in six bits.</summary>
    private static int ArrayRank(TypeFlags flags) =>
        flags.HasFlag(TypeFlags.Array) ? Math.Max(1, ((int)flags >> 8) & 0x3F) : 0;

    private MethodUse? Method(LoadedMethod method) =>
        Type(method.Owner) is { } owner && Types(method.Arguments) is { } arguments ? new MethodUse(owner.Assembly, method.Token, owner, arguments) : null;

    private TypeUse? Type(ulong id)
    {
        if (!_types.TryGetValue(id, out var type) || Types(type.Arguments) is not { } arguments)
        {
            return null;
        }

        if (type.ArrayRank > 0)
        {
            return new TypeUse("", type.Token, arguments, type.ArrayRank);
        }

        return _assemblies.TryGetValue(type.Module, out var assembly) && File.Exists(assembly) ? new TypeUse(assembly, type.Token, arguments, ArrayRank: 0) : null;
    }

    private List<TypeUse>? Types(ulong[] ids)
    {
        var types = ids.Select(Type).OfType<TypeUse>().ToList();
        return types.Count == ids.Length ? types : null;
    }

    private sealed record LoadedType(ulong Module, int Token, ulong[] Arguments, int ArrayRank);

    private sealed record LoadedMethod(ulong Owner, int Token, ulong[] Arguments);
}
