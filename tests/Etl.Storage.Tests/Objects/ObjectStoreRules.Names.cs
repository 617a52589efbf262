namespace Etl.Storage.Tests.Objects;

public abstract partial class ObjectStoreRules
{
    [Theory]
    [InlineData("runs/hotels-20261121T030000Z-a1b2c3/claim.json")]
    [InlineData("models/Bookings.Resort-200/v1.jsonl.gz")]
    [InlineData("runs/r:2:1:0/x")]
    [InlineData("models/Aux/con.txt")]
    [InlineData("a..b/c")]
    [InlineData("-a/_b/@c=d+e")]
    [InlineData("one")]
    public async Task Name_OfTheAllowedCharacters_Works(string name)
    {
        Assert.True(await Store.TryCreateAsync(name, Bytes("x"), Ct));

        Assert.Equal("x", Text(await Store.TryReadAsync(name, Ct)));
        if (name.Contains('/'))
        {
            Assert.Equal([name], await ListAsync(name[..(name.LastIndexOf('/') + 1)]));
        }
    }

    [Fact]
    public async Task Name_LongestSegment_Works()
    {
        var name = $"runs/{new string('r', 200)}/{new string('t', 200)}";

        await Store.TryCreateAsync(name, Bytes("x"), Ct);
        await Store.WriteNoteAsync(name, new Dictionary<string, string> { ["a"] = "b" }, Ct);

        Assert.Equal([name], await ListAsync("runs/"));
        Assert.Equal(name, Assert.Single(await ListNotesAsync("runs/")).Name);
    }
}
