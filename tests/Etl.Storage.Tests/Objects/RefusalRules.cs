namespace Etl.Storage.Tests.Objects;

/// <summary>What every real store refuses, on top of the rules. The simulated store of the model test trusts its callers.</summary>
public abstract class RefusalRules : ObjectStoreRules
{
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
        await Assert.ThrowsAsync<ArgumentException>(() => Store.TryLeaseAsync(name, Ct));
        Assert.Throws<ArgumentException>(() => Store.CreateUpload(name));
    }

    [Fact]
    public async Task Name_TooLong_IsRefused()
    {
        var almost = string.Concat(Enumerable.Repeat("aaaa/", 199));
        Assert.Null(await Store.TryReadAsync($"{almost}aaaaa", Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.TryReadAsync($"{almost}aaaaaa", Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.TryReadAsync(new string('a', 201), Ct));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("runs")]
    [InlineData("../")]
    [InlineData("runs//")]
    public async Task List_PrefixIsNoFolder_IsRefused(string prefix)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => ListAsync(prefix));
        await Assert.ThrowsAsync<ArgumentException>(() => ListNotesAsync(prefix));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("with-hyphen")]
    [InlineData("1st")]
    [InlineData("é")]
    public async Task WriteNote_KeyIsNoIdentifier_IsRefused(string key) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.WriteNoteAsync("a/b", new Dictionary<string, string> { [key] = "x" }, Ct));

    [Fact]
    public async Task WriteNote_OfFourKilobytes_IsReadBack()
    {
        var value = new string('é', 2045) + "e";

        await Store.WriteNoteAsync("a/b", new Dictionary<string, string> { ["error"] = value }, Ct);

        Assert.Equal(value, Assert.Single(await ListNotesAsync("a/")).Values["error"]);
    }

    [Fact]
    public async Task WriteNote_MoreThanFourKilobytes_IsRefused()
    {
        var value = new string('é', 2048);

        var e = await Assert.ThrowsAsync<ArgumentException>(() => Store.WriteNoteAsync("a/b", new Dictionary<string, string> { ["error"] = value }, Ct));

        Assert.Contains("'a/b' has 4101 bytes", e.Message, StringComparison.Ordinal);
        Assert.Empty(await ListNotesAsync("a/"));
    }

    [Fact]
    public async Task WriteNote_KeysThatDifferByCaseOnly_AreRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.WriteNoteAsync("a/b", new Dictionary<string, string> { ["x"] = "1", ["X"] = "2" }, Ct));

    [Fact]
    public async Task TryCreate_Cancelled_ThrowsAndPutsNothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.TryCreateAsync("a/b", Bytes("x"), cancelled.Token));
        Assert.Null(await Store.TryReadAsync("a/b", Ct));
    }

    [Fact]
    public async Task Upload_WrittenAfterCommit_Throws()
    {
        await using var upload = Store.CreateUpload("a/b");
        await upload.CommitAsync(Ct);

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await upload.WriteAsync(new byte[1], Ct));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => upload.CommitAsync(Ct));
    }
}
