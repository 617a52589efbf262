using Etl.Tests.Shared;

namespace Etl.Docs.Tests.References;

/// <summary>A page that follows from the code.</summary>
internal static class GeneratedPage
{
    public const string Note = "<!-- Written from the code by tests/Etl.Docs.Tests. To write it anew: ETL_WRITE_DOCS=1 tests/run.sh Docs -->\n";

    private static readonly bool IsWritten = Environment.GetEnvironmentVariable("ETL_WRITE_DOCS") == "1";

    /// <summary>Compares the file with what the code says, or writes it where that was asked for.</summary>
    public static void Check(string name, string content)
    {
        var path = Path.Combine(Repository.Root, "docs", name);
        if (IsWritten)
        {
            File.WriteAllText(path, content);
            return;
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path) == content, $"docs/{name} does not say what the code says. Write it anew with: ETL_WRITE_DOCS=1 tests/run.sh Docs");
    }

    /// <summary>Text for a cell of a table.</summary>
    public static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ").Trim();
}
