using Etl.Core.Selection;

namespace Etl.Core.Tests.Selection;

public sealed class SelectionParserTests
{
    [Theory]
    [InlineData("Clean")]
    [InlineData("Clean.Resort-2_b")]
    [InlineData("+Clean")]
    [InlineData("Clean+")]
    [InlineData("+Clean+")]
    [InlineData("2+Clean")]
    [InlineData("Clean+3")]
    [InlineData("2+Clean+3")]
    [InlineData("0+Clean+0")]
    [InlineData("2+")]
    [InlineData("+2")]
    [InlineData("1+2+3")]
    [InlineData("*")]
    [InlineData("+Cl?an*+")]
    [InlineData("group:resort")]
    [InlineData("+group:europe/resort*+1")]
    [InlineData("model:Bookings.*")]
    [InlineData("tag:nightly")]
    [InlineData("tag:nightly,group:resort,+Clean")]
    [InlineData("a b,c 2+d")]
    public void Expression_IsReadAsItWasMeant(string text) => Assert.Equal(text, SelectionExpression.Parse(text).ToString());

    [Fact]
    public void Operators_AreReadWithTheirNumbers()
    {
        var atom = Only("2+model:Bookings*+");

        Assert.Equal(new SelectionAtom(SelectionMethod.Model, "Bookings*", 2, SelectionAtom.AllLevels, 1), atom);
    }

    [Fact]
    public void PlusBehindANumber_WithoutAName_IsTheDownstreamOfATaskWithThatName() =>
        Assert.Equal(new SelectionAtom(SelectionMethod.Name, "2", null, SelectionAtom.AllLevels, 1), Only("2+"));

    [Fact]
    public void Levels_ThatNoGraphHas_MeanAll() => Assert.Equal(SelectionAtom.AllLevels, Only("99999999999999999999+a").Upstream);

    [Fact]
    public void WhiteSpace_OfAnyKindAndNumber_SeparatesTerms()
    {
        var expression = SelectionExpression.Parse(" \t a,b\r\n\u00a0c ");

        Assert.Equal("a,b c", expression.ToString());
        Assert.Equal([4, 6, 10], expression.Terms.SelectMany(term => term.Atoms).Select(atom => atom.Position));
    }

    [Theory]
    [InlineData("groupe:resort", 1, "'groupe:' is not a selector; there are group:, model:, tag:. Did you mean 'group:'? A task is selected by its name alone.")]
    [InlineData("a path:src", 3, "'path:' is not a selector; there are group:, model:, tag:. A task is selected by its name alone.")]
    [InlineData("Group:resort", 1, "'Group:' is not a selector; there are group:, model:, tag:. Did you mean 'group:'? A task is selected by its name alone.")]
    [InlineData(":a", 1, "':' is not a selector; there are group:, model:, tag:. A task is selected by its name alone.")]
    [InlineData("a tag:", 7, "'tag:' has no name behind it, such as 'tag:*'.")]
    [InlineData("a,,b", 3, "a comma has nothing on one of its sides. Atoms of an intersection are joined without white space: 'tag:nightly,group:resort'.")]
    [InlineData("a, b", 3, "a comma has nothing on one of its sides. Atoms of an intersection are joined without white space: 'tag:nightly,group:resort'.")]
    [InlineData(",a", 1, "a comma has nothing on one of its sides. Atoms of an intersection are joined without white space: 'tag:nightly,group:resort'.")]
    [InlineData("+", 1, "this '+' has no name. It stands before a name (with its upstream tasks) or behind it (with its downstream tasks): '+name', 'name+', '2+name'.")]
    [InlineData("a 2++b", 5, "this '+' has no name. It stands before a name (with its upstream tasks) or behind it (with its downstream tasks): '+name', 'name+', '2+name'.")]
    [InlineData("a+b", 3, "behind '+' stands a number of levels or nothing, not 'b'. To select both, put a blank between them.")]
    [InlineData("a++", 3, "behind '+' stands a number of levels or nothing, not '+'. To select both, put a blank between them.")]
    [InlineData("a/b", 2, "'/' can't be part of a name: names have letters, digits, dots, underscores and hyphens; '*' stands for any text and '?' for one character.")]
    [InlineData("tag:a:b", 6, "':' can't be part of a name: names have letters, digits, dots, underscores and hyphens; '*' stands for any text and '?' for one character.")]
    [InlineData("Café", 4, "'é' can't be part of a name: names have letters, digits, dots, underscores and hyphens; '*' stands for any text and '?' for one character.")]
    [InlineData("a\0", 2, "'U+0000' can't be part of a name: names have letters, digits, dots, underscores and hyphens; '*' stands for any text and '?' for one character.")]
    [InlineData("group:a//b", 9, "a '/' stands between the names of two groups: 'group:europe/resort'.")]
    [InlineData("group:/a", 7, "a '/' stands between the names of two groups: 'group:europe/resort'.")]
    [InlineData("group:a/", 8, "a '/' stands between the names of two groups: 'group:europe/resort'.")]
    public void Mistake_IsReportedWithItsPositionAndTheWayOut(string text, int position, string reason)
    {
        var problem = Assert.IsType<SelectionProblem>(Assert.Single(Assert.Throws<InvalidSelectionException>(() => SelectionExpression.Parse(text)).Problems));

        Assert.Equal(("invalid-selection", position, reason), (problem.Code, problem.Position, problem.Reason));
        Assert.Equal($"Selection '{text.Replace('\0', ' ')}', character {position}: {reason}", problem.Message);
    }

    [Fact]
    public void Mistakes_AreAllReportedInOrder()
    {
        var problems = Assert.Throws<InvalidSelectionException>(() => SelectionExpression.Parse("a, groupe:b tag: c+d é")).Problems;

        Assert.Equal([3, 4, 17, 20, 22], problems.Cast<SelectionProblem>().Select(problem => problem.Position));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t ")]
    public void Nothing_IsNoSelection(string text)
    {
        var problem = (SelectionProblem)Assert.Single(Assert.Throws<InvalidSelectionException>(() => SelectionExpression.Parse(text)).Problems);

        Assert.Equal((null, "it is empty. Name tasks, or leave it out to have all."), (problem.Position, problem.Reason));
    }

    [Fact]
    public void Length_IsBounded()
    {
        SelectionExpression.Parse(new string('a', SelectionExpression.MaxLength));

        var problem = Assert.Single(Assert.Throws<InvalidSelectionException>(() => SelectionExpression.Parse(new string('a', SelectionExpression.MaxLength + 1))).Problems);

        Assert.EndsWith("it has 10001 characters; an expression may have 10000. Use wildcards, groups or tags.", problem.Message, StringComparison.Ordinal);
        Assert.InRange(problem.Message.Length, 0, 250);
    }

    [Fact]
    public void Atoms_AreBounded()
    {
        SelectionExpression.Parse(string.Join(' ', Enumerable.Repeat("a,b", SelectionExpression.MaxAtoms / 2)));

        var problem = Assert.Single(Assert.Throws<InvalidSelectionException>(() => SelectionExpression.Parse(string.Join(' ', Enumerable.Repeat("a", SelectionExpression.MaxAtoms + 1)))).Problems);

        Assert.Contains("it names 501 things; an expression may name 500.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LongExpression_IsShownAroundTheMistake()
    {
        var text = $"{new string('a', 500)} b+c {new string('d', 500)}";

        var problem = Assert.Single(Assert.Throws<InvalidSelectionException>(() => SelectionExpression.Parse(text)).Problems);

        Assert.StartsWith("Selection '...aaaaaaaaaaaaaaaaa b+c ddd", problem.Message, StringComparison.Ordinal);
        Assert.Contains("ddd...', character 504:", problem.Message, StringComparison.Ordinal);
    }

    private static SelectionAtom Only(string text) => Assert.Single(Assert.Single(SelectionExpression.Parse(text).Terms).Atoms);
}
