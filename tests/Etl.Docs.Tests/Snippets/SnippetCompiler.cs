using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Etl.Docs.Tests.Snippets;

/// <summary>
/// Compiles the C# of a page, block by block, against the assemblies of the product. A block is a file, which may be of statements only, or members of a task.
/// It sees the types of the blocks before it, and may declare one of them anew; so every page goes on from the first pipeline of the README.
/// </summary>
internal sealed class SnippetCompiler
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions Compiling = new(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable);

    private static readonly IReadOnlyList<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The namespaces that an author's editor would offer.</summary>
    private static readonly SyntaxTree Usings = Parse(string.Concat(new[]
    {
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks", "Etl.Cli", "Etl.Core", "Etl.Core.Checks", "Etl.Core.Models",
        "Etl.Core.Partitions", "Etl.Core.Pipelines", "Etl.Core.Registry", "Etl.Core.Runs", "Etl.Core.Tasks", "Etl.Testing", "Microsoft.Extensions.Logging", "Xunit",
    }.Select(name => $"global using {name};\n")) + Fragments);

    /// <summary>What a block of statements may leave out.</summary>
    private const string Fragments =
        """
        global using static Given;

        static class Given
        {
            public static IEnumerable<TaskNode> tasks => [];
            public static IEnumerable<Pipeline> pipelines => [];
        }
        """;

    private readonly Dictionary<string, string> _types;

    public SnippetCompiler() => _types = TypesOf(Parse(Page.All.Single(page => page.Name == "README.md").Blocks("csharp").First().Text));

    /// <summary>The errors of the block, by line of the block; none when it compiles. Its types are there for the blocks that follow.</summary>
    public IReadOnlyList<string> Compile(string code)
    {
        var file = Parse(code);
        var types = TypesOf(file);
        var errors = Errors(file, types.Keys);
        if (errors.Count > 0 && types.Count == 0)
        {
            // A task has to be abstract here: its other members are not shown.
            var asMembers = Errors(Parse($"abstract class Snippet : EtlTask {{\n#line 1\n{code}\n}}"), []);
            errors = asMembers.Count == 0 ? [] : errors;
        }

        foreach (var (name, type) in types)
        {
            _types[name] = type;
        }

        return errors;
    }

    private List<string> Errors(SyntaxTree block, IEnumerable<string> declared)
    {
        var earlier = _types.Where(type => !declared.Contains(type.Key, StringComparer.Ordinal)).Select(type => Parse(type.Value));
        var hasStatements = block.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any();
        var compilation = CSharpCompilation.Create("Snippet", [Usings, block, .. earlier], References, hasStatements ? Compiling : Compiling.WithOutputKind(OutputKind.DynamicallyLinkedLibrary));
        return [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString())];
    }

    private static Dictionary<string, string> TypesOf(SyntaxTree tree) => tree.GetCompilationUnitRoot().Members
        .SelectMany(member => member is BaseNamespaceDeclarationSyntax space ? space.Members : [member])
        .OfType<BaseTypeDeclarationSyntax>()
        .ToDictionary(type => type.Identifier.Text, type => type.ToFullString(), StringComparer.Ordinal);

    private static SyntaxTree Parse(string code) => CSharpSyntaxTree.ParseText(code, Parsing, cancellationToken: TestContext.Current.CancellationToken);
}
