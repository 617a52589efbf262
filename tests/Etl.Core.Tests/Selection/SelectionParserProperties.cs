using Etl.Core.Selection;
using FsCheck;
using FsCheck.Fluent;

namespace Etl.Core.Tests.Selection;

public sealed class SelectionParserProperties
{
    private static readonly string[] Pieces = ["+", ",", " ", ":", "/", "*", "?", "2", "0", "group:", "model:", "tag:", "grup:", "a", "B.c", "\t", "é", "\ud83d\ude00", "\ud800", "\0", "-_"];

    [Fact]
    public void AnyText_IsReadOrRefusedWithPositions() => ForAll<string>(text => ParsesOrIsRefused(text ?? ""));

    [Fact]
    public void AnyMixOfThePartsOfAnExpression_IsReadOrRefusedWithPositions() =>
        ForAll<byte[]>(numbers => ParsesOrIsRefused(string.Concat(numbers.Select(number => Pieces[number % Pieces.Length]))), tests: 3000);

    [Fact]
    public void Pattern_MatchesAsItsRegularExpression() => ForAll<(byte[] Pattern, byte[] Name)>(pair =>
    {
        var pattern = string.Concat(pair.Pattern.Select(number => "ab*?"[number % 4]));
        var name = string.Concat(pair.Name.Select(number => "ab"[number % 2]));
        var expected = System.Text.RegularExpressions.Regex.IsMatch(
            name,
            $"^{pattern.Replace("*", ".*", StringComparison.Ordinal).Replace('?', '.')}$",
            System.Text.RegularExpressions.RegexOptions.NonBacktracking);

        Assert.Equal(expected, new NamePattern(pattern).Matches(name));
    });

    private static void ParsesOrIsRefused(string text)
    {
        try
        {
            var expression = SelectionExpression.Parse(text);
            Assert.Equal(text, expression.Text);
            Assert.Equal(expression.ToString(), SelectionExpression.Parse(expression.ToString()).ToString());
            Assert.All(expression.Terms.SelectMany(term => term.Atoms), atom => Assert.Contains(atom.Pattern, text[(atom.Position - 1)..], StringComparison.Ordinal));
        }
        catch (InvalidSelectionException exception)
        {
            Assert.NotEmpty(exception.Problems);
            Assert.All(exception.Problems.Cast<SelectionProblem>(), problem => Assert.InRange(problem.Position ?? 1, 1, text.Length + 1));
            Assert.DoesNotContain('\0', exception.Message);
        }
    }

    private static void ForAll<T>(Action<T> check, int tests = 1000) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true), Prop.ForAll(ArbMap.Default.ArbFor<T>(), check));
}
