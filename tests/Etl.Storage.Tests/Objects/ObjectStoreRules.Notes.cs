namespace Etl.Storage.Tests.Objects;

public abstract partial class ObjectStoreRules
{
    [Theory]
    [InlineData("Succeeded")]
    [InlineData("")]
    [InlineData(" two  spaces ")]
    [InlineData("Hôtel Ünïcode 東京 🏨")]
    [InlineData("line\r\nbreak\tand tab")]
    [InlineData("=U3VjY2VlZGVk")]
    [InlineData("2026-11-21T03:00:00.0000000+00:00")]
    [InlineData("<a href=\"x\">&amp;%20</a>")]
    public async Task WriteNote_AnyText_ComesBackAsWritten(string value)
    {
        await Store.WriteNoteAsync("runs/a/tasks/Clean", new Dictionary<string, string> { ["status"] = value, ["other"] = "1" }, Ct);

        var note = Assert.Single(await ListNotesAsync("runs/a/tasks/"));
        Assert.Equal("runs/a/tasks/Clean", note.Name);
        Assert.Equal(2, note.Values.Count);
        Assert.Equal(value, note.Values["status"]);
    }

    [Fact]
    public async Task WriteNote_Again_ReplacesAllValues()
    {
        await Store.WriteNoteAsync("a/b", new Dictionary<string, string> { ["status"] = "Running", ["rows"] = "1" }, Ct);

        await Store.WriteNoteAsync("a/b", new Dictionary<string, string> { ["status"] = "Failed" }, Ct);

        Assert.Equal([KeyValuePair.Create("status", "Failed")], Assert.Single(await ListNotesAsync("a/")).Values);
    }

    [Fact]
    public async Task WriteNote_NoValues_IsANote()
    {
        await Store.WriteNoteAsync("a/b", new Dictionary<string, string>(), Ct);

        Assert.Empty(Assert.Single(await ListNotesAsync("a/")).Values);
    }

    [Fact]
    public async Task WriteNote_KeyInAnotherCase_IsTheSameKey()
    {
        await Store.WriteNoteAsync("a/b", new Dictionary<string, string> { ["startedAt"] = "now" }, Ct);

        Assert.Equal("now", Assert.Single(await ListNotesAsync("a/")).Values["STARTEDAT"]);
    }

    [Fact]
    public async Task WriteNote_FourKilobytes_ComesBackAsWritten()
    {
        var value = new string('é', (4096 - "error".Length) / 2);

        await Store.WriteNoteAsync("a/b", new Dictionary<string, string> { ["error"] = value }, Ct);

        Assert.Equal(value, Assert.Single(await ListNotesAsync("a/")).Values["error"]);
    }

    [Fact]
    public async Task Delete_NameOfANote_DeletesTheNote()
    {
        await Store.WriteNoteAsync("a/b", new Dictionary<string, string> { ["x"] = "y" }, Ct);

        await Store.DeleteAsync("a/b", Ct);

        Assert.Empty(await ListNotesAsync("a/"));
    }
}
