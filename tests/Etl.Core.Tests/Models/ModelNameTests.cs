using Etl.Core.Models;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Models;

public sealed class ModelNameTests
{
    [Theory]
    [InlineData("Bookings")]
    [InlineData("Bookings.Resort")]
    [InlineData("B2.2026-01-31")]
    [InlineData("b.-")]
    public void Name_OfLettersDigitsAndHyphens_IsValid(string name) => Assert.True(ModelName.IsValid(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2Bookings")]
    [InlineData("Book-ings")]
    [InlineData("Bookings.")]
    [InlineData(".Resort")]
    [InlineData("Bookings.Resort.2")]
    [InlineData("Bookings.a_b")]
    [InlineData("Bookings/..")]
    [InlineData("Bookings\n")]
    [InlineData("Böokings")]
    public void Name_WithAnythingElse_IsNotValid(string? name) => Assert.False(ModelName.IsValid(name));

    [Fact]
    public void Name_OfMoreThan200Characters_IsNotValid()
    {
        Assert.True(ModelName.IsValid(new string('a', 200)));
        Assert.False(ModelName.IsValid(new string('a', 201)));
    }

    [Fact]
    public void Reference_IsNamedByClassAndKey()
    {
        Assert.Equal("Data.a-1", Data.Of("a-1").Name);
        Assert.Equal("Summary", Model.Of<Summary>().Name);
        Assert.Equal("Data.a-1", Data.Of("a-1").ToString());
    }

    [Fact]
    public void References_OfOneClassAndKey_AreEqual()
    {
        Assert.Equal(Data.Of("a"), Data.Of("a"));
        Assert.Equal(Data.Of("a").GetHashCode(), Data.Of("a").GetHashCode());
        Assert.NotEqual(Data.Of("a"), Data.Of("A"));
        Assert.NotEqual<ModelRef>(Model.Of<Summary>(), Model.Of<Page>());
        Assert.False(Data.Of("a").Equals(null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("../a")]
    public void Key_ThatIsNoPartOfAName_IsRefused(string key)
    {
        var exception = Assert.Throws<ArgumentException>(() => Data.Of(key));

        Assert.Equal($"'Data.{key}' can't be a model name: the class part is a letter and then letters and digits, the key is letters, digits and hyphens, together at most 200 characters. (Parameter 'key')", exception.Message);
    }

    [Fact]
    public void Class_WhoseNameIsNoModelName_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Model.Of<Wrapped<int>>());
        Assert.Throws<ArgumentException>(() => Model.Of<Under_score>());
    }

    [Fact]
    public void Model_MadeByHand_HasNoName()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => new Data().Name);

        Assert.Equal("A 'Data' has a name only after the model registry has created it.", exception.Message);
    }

    private sealed class Wrapped<T> : Model<T>;

    private sealed class Under_score : Model<Row>;
}
