using Etl.Core.Checks;

namespace Etl.Core.Tests.Checks;

public sealed class CheckNameTests
{
    [Theory]
    [InlineData("b => b.Country", "country")]
    [InlineData("static b => b.Country", "country")]
    [InlineData("(b) => b.Country", "country")]
    [InlineData("(Stay b) => b.Country", "country")]
    [InlineData("b => (b.Hotel, b.Id)", "hotel, id")]
    [InlineData("b => b.Guest!.HomeTown", "guest.homeTown")]
    [InlineData("b =>\n    b.Nights\n    + b.Days", "nights + days")]
    [InlineData("(b.Hotel)", "(b.Hotel)")]
    [InlineData("Country", "Country")]
    public void Lambda_IsNamedByTheColumnsThatItReads(string lambda, string name) => Assert.Equal(name, CheckName.ColumnOf(lambda));

    [Theory]
    [InlineData(80, 80)]
    [InlineData(81, 80)]
    public void LongLambda_IsCut(int length, int expected) => Assert.Equal(expected, CheckName.ColumnOf($"b => b.{new string('c', length)}").Length);

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Name_HasALength(int length, bool isTaken) =>
        Assert.Equal(isTaken, Record.Exception(() => CheckName.Checked(new string('c', length))) is null);
}
