using Etl.Storage.Sources;

namespace Etl.Storage.Tests.Sources;

public sealed class AddressRootTests
{
    private const string Root = "https://data.example.com/exports";

    [Theory]
    [InlineData("https://data.example.com/exports")]
    [InlineData("https://data.example.com/exports/")]
    [InlineData("https://data.example.com/exports/a/b.csv?x=1")]
    [InlineData("HTTPS://DATA.example.com:443/exports/a.csv")]
    [InlineData("https://data.example.com/other/../exports/a.csv")]
    [InlineData("https://data.example.com/exports/Z%C3%BCrich%20a.csv")]
    public void AnAddressInOrBelowThePrefix_IsAllowed(string address) =>
        Assert.True(new SourceRoots([Root]).Contains(new Uri(address)));

    [Theory]
    [InlineData("https://data.example.com/")]
    [InlineData("https://data.example.com/exports2/a.csv")]
    [InlineData("https://data.example.com/Exports/a.csv")]
    [InlineData("https://data.example.com/exports/../secret")]
    [InlineData("https://data.example.com/exports/%2e%2e/secret")]
    [InlineData("https://data.example.com/exports/..%2fsecret")]
    [InlineData("https://data.example.com/exports/..%5Csecret")]
    [InlineData("https://data.example.com/exports/%252e%252e/secret")]
    [InlineData("https://data.example.com/exports\\..\\secret")]
    [InlineData("http://data.example.com/exports/a.csv")]
    [InlineData("https://data.example.com:8443/exports/a.csv")]
    [InlineData("https://data.example.com.evil.org/exports/a.csv")]
    [InlineData("https://data.example.com@evil.org/exports/a.csv")]
    [InlineData("https://evil.org/exports/a.csv#https://data.example.com/exports")]
    [InlineData("https://data.example.com./exports/a.csv")]
    public void AnyOtherAddress_IsNot(string address) =>
        Assert.False(new SourceRoots([Root]).Contains(new Uri(address)));

    [Fact]
    public void APrefixThatEndsWithASlash_AllowsWhatIsBelow()
    {
        var roots = new SourceRoots([Root + "/"]);

        Assert.True(roots.Contains(new Uri(Root + "/a.csv")));
        Assert.False(roots.Contains(new Uri(Root + "2/a.csv")));
    }

    [Fact]
    public void AFolder_AllowsNoAddress_AndAnAddressNoFile()
    {
        Assert.False(new SourceRoots(["/exports"]).Contains(new Uri(Root)));
        Assert.False(new SourceRoots([Root]).Contains("/exports"));
    }
}
