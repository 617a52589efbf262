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

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../outside")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("/etc/passwd")]
    [InlineData("C:/x/")]
    [InlineData("a\\b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\n")]
    [InlineData("a b")]
    [InlineData("a/.hidden")]
    [InlineData(".locks/00")]
    [InlineData("a/b.")]
    [InlineData("a/b!note")]
    [InlineData("a%2Fb")]
    [InlineData("hôtel")]
    public async Task Name_ThatBreaksARule_IsRefusedByAllOperations(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.TryReadAsync(name, Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.TryCreateAsync(name, Bytes("x"), Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.TryReplaceAsync(name, Bytes("x"), "\"0\"", Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.WriteNoteAsync(name, new Dictionary<string, string>(), Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenReadAsync(name, Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(name, Ct));
        Assert.Throws<ArgumentException>(() => Store.CreateUpload(name));
    }

    [Fact]
    public async Task Name_TooLong_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.TryReadAsync(new string('a', 201), Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.TryReadAsync(string.Join('/', Enumerable.Repeat("aaaa", 201)), Ct));
    }
}
