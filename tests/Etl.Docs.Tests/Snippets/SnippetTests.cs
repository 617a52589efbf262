namespace Etl.Docs.Tests.Snippets;

/// <summary>What the pages show in C# is C#, and uses the product as it is.</summary>
public sealed class SnippetTests
{
    public static TheoryData<string> Pages => [.. Page.All.Where(page => page.Blocks("csharp").Any()).Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void EverySnippet_Compiles(string page)
    {
        var compiler = new SnippetCompiler();

        var errors = Page.All.Single(known => known.Name == page).Blocks("csharp").SelectMany(block => compiler.Compile(block.Text).Select(error => $"{block.Place} {error}")).ToList();

        Assert.True(errors.Count == 0, string.Join('\n', errors));
    }

    [Theory]
    [InlineData("int x = \"text\";")]
    [InlineData("public sealed class Numbers : Model<int> { public override string Nothing => \"\"; }")]
    [InlineData("public override TaskPolicy Policy => new() { Attempts = 3 };")]
    public void WrongSnippet_IsFound(string code) => Assert.NotEmpty(new SnippetCompiler().Compile(code));

    [Theory]
    [InlineData("var x = await Task.FromResult(1);\nConsole.WriteLine(x);")]
    [InlineData("using System.Text;\n\nnamespace Shop;\n\npublic sealed class Numbers : Model<int>;")]
    [InlineData("public override TaskPolicy Policy => new() { MaxAttempts = 3 };")]
    public void RightSnippet_IsNot(string code) => Assert.Empty(new SnippetCompiler().Compile(code));

    [Fact]
    public void Snippet_SeesTheTypesOfThoseBeforeIt_AndMayReplaceThem()
    {
        var compiler = new SnippetCompiler();

        Assert.Empty(compiler.Compile("namespace Shop;\n\npublic sealed record Ticket(int Pieces);"));
        Assert.Empty(compiler.Compile("public sealed class Tickets : Model<Ticket>;"));
        Assert.Empty(compiler.Compile("public sealed record Ticket(int Pieces, string Product);"));
        Assert.Empty(compiler.Compile("var ticket = new Ticket(1, \"bell\");\nvar tickets = Model.Of<Tickets>();"));
    }
}
