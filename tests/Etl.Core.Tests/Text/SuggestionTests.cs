using Etl.Core.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Etl.Core.Tests.Text;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("Booking", "Bookings")]
    [InlineData("bookings", "Bookings")]
    [InlineData("Bokoings", "Bookings")]
    [InlineData("paht", "path")]
    [InlineData("a", "a1")]
    [InlineData("ba", "ab")]
    [InlineData("RawBookings.Resrt", "RawBookings.Resort")]
    public void Name_WithASlip_FindsTheNearest(string slip, string meant) =>
        Assert.Equal(meant, Suggestion.Nearest(slip, ["Guests", "Rooms", "RawGuests.Resort", meant]));

    [Theory]
    [InlineData("a", "b")]
    [InlineData("ab", "cd")]
    [InlineData("Guests", "Bookings")]
    [InlineData("", "a")]
    [InlineData("a", "bc")]
    public void Name_ThatHasNothingInCommon_FindsNothing(string name, string other) => Assert.Null(Suggestion.Nearest(name, [other]));

    [Fact]
    public void Names_ThatAreEquallyNear_AreTakenInOrdinalOrder() => Assert.Equal("load1", Suggestion.Nearest("load", ["load2", "load1", "load3"]));

    [Fact]
    public void DidYouMean_IsAHalfSentenceOrNothing()
    {
        Assert.Equal(" Did you mean 'path'?", Suggestion.DidYouMean("paht", ["path"]));
        Assert.Equal("", Suggestion.DidYouMean("paht", []));
    }

    [Fact]
    public void Nearness_IsMutual() => ForAll((a, b) =>
        Assert.Equal(Suggestion.Nearest(a, [b]) is null, Suggestion.Nearest(b, [a]) is null));

    [Fact]
    public void Nearest_IsOneOfTheKnownNamesWhateverTheirOrder() => ForAll((a, b) =>
    {
        string[] known = [b, $"{b}x", $"x{b}", "path"];

        var nearest = Suggestion.Nearest(a, known);

        Assert.True(nearest is null || known.Contains(nearest, StringComparer.Ordinal));
        Assert.Equal(nearest, Suggestion.Nearest(a, known.Reverse()));
    });

    [Fact]
    public void Name_WithOneMoreCharacter_IsAlwaysFound() => ForAll((a, _) =>
        Assert.Equal(a.Length == 0 ? null : a, Suggestion.Nearest($"{a}x", [a])));

    /// <summary>Pairs of short texts over few letters, many of which are near to each other.</summary>
    private static void ForAll(Action<string, string> check)
    {
        var text = Gen.Elements('a', 'b', 'A').ArrayOf().Select(characters => new string(characters)).Resize(8);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true), Prop.ForAll(text.Two().ToArbitrary(), pair => check(pair.Item1, pair.Item2)));
    }
}
