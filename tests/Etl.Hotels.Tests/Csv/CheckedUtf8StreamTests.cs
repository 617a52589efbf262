using System.Text;
using Etl.Core.Tasks;
using Etl.Hotels.Csv;

namespace Etl.Hotels.Tests.Csv;

public sealed class CheckedUtf8StreamTests
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes("a,é\n€,𝄞\nz");

    [Fact]
    public async Task Bytes_InBlocksOfAnySize_PassUnchanged()
    {
        for (var block = 1; block <= Text.Length; block++)
        {
            for (var wanted = 1; wanted <= 5; wanted++)
            {
                Assert.Equal(Text, await ReadAllAsync(Text, block, wanted));
            }
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(14, 3)]
    public async Task BadByte_InBlocksOfAnySize_IsFoundInItsLine(int position, int line)
    {
        byte[] text = [.. Text[..position], 0xFC, .. Text[position..]];
        for (var block = 1; block <= text.Length; block++)
        {
            var exception = await Assert.ThrowsAsync<PermanentTaskException>(() => ReadAllAsync(text, block, 4096));
            Assert.Equal($"'file.csv', line {line}: the byte 0xFC is not UTF-8. Save the file as UTF-8 and start again.", exception.Message);
        }
    }

    [Fact]
    public async Task File_ThatEndsWithinACharacter_IsAnError()
    {
        var exception = await Assert.ThrowsAsync<PermanentTaskException>(() => ReadAllAsync(Text[..7], 3, 16));

        Assert.StartsWith("'file.csv', line 2: the byte 0xE2 is not UTF-8", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_LargerThanTheBuffer_PassesUnchanged()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Zürich,€,𝄞\n", 20_000)));

        Assert.Equal(text, await ReadAllAsync(text, 50_001, 7_777));
    }

    private static async Task<byte[]> ReadAllAsync(byte[] text, int blockBytes, int wantedBytes)
    {
        await using var stream = new CheckedUtf8Stream(new BlockStream(text, blockBytes), "file.csv");
        using var result = new MemoryStream();
        var buffer = new byte[wantedBytes];
        for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
        {
            result.Write(buffer, 0, read);
        }

        return result.ToArray();
    }

    /// <summary>Gives at most so many bytes at a time, as a network stream does.</summary>
    private sealed class BlockStream(byte[] bytes, int blockBytes) : MemoryStream(bytes, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(blockBytes, buffer.Length)], cancellationToken);
    }
}
