using System.Text.RegularExpressions;

namespace Etl.Core.Tests.Architecture;

/// <summary>The source scan sees code and nothing else.</summary>
public sealed class SourceFileTests
{
    [Theory]
    [InlineData("Thread.Sleep(1);", true)]
    [InlineData("// Thread.Sleep(1);", false)]
    [InlineData("/* Thread.Sleep(1);\n */", false)]
    [InlineData("var text = \"Thread.Sleep(1)\";", false)]
    [InlineData("var text = $\"Thread.Sleep(1)\";", false)]
    [InlineData("var text = @\"C:\\\"; Thread.Sleep(1);", true)]
    [InlineData("var text = \"a\\\"\"; Thread.Sleep(1);", true)]
    [InlineData("var text = \"\"\"\n Thread.Sleep(1) \"quoted\"\n \"\"\";", false)]
    [InlineData("var quote = '\"'; Thread.Sleep(1);", true)]
    [InlineData("var url = \"https://example.org\"; Thread.Sleep(1);", true)]
    public void Code_IsWhatTheCompilerReads(string text, bool found) =>
        Assert.Equal(found, new SourceFile("a.cs", text).Code.Contains("Thread.Sleep", StringComparison.Ordinal));

    [Fact]
    public void Find_SaysWhere()
    {
        var file = new SourceFile("src/a.cs", "/* 1\n2 */\nvar text = \"\"\"\n  \"a\"\n  \"\"\";\n    Thread.Sleep(1); // why\n");

        Assert.Equal(["src/a.cs(6): Thread.Sleep(1); // why"], file.Find(new Regex("Sleep", RegexOptions.None, TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void SourceFiles_AreFound()
    {
        Assert.Contains(Repository.SourceFiles("src"), file => file.Path == "src/Etl.Core/Orchestrator.cs");
        Assert.DoesNotContain(Repository.SourceFiles("src"), file => file.Path.Contains("/obj/", StringComparison.Ordinal));
    }
}
