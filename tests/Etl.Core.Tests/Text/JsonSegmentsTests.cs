using System.Text.Json;
using Etl.Core.Registry;
using Etl.Core.Text;

namespace Etl.Core.Tests.Text;

public sealed class JsonSegmentsTests
{
    /// <summary>Characters of one to four bytes, so that some lie across the ends of segments.</summary>
    private static readonly string[] Texts = [.. Enumerable.Range(0, 20_000).Select(i => $"é{i}€\"<\U0001F600")];

    public static TheoryData<JsonSerializerOptions> Dialects => [JsonSerializerOptions.Default, RegistryJson.Options, RegistryJson.Indented];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Written_AreTheSameBytesAsTheSerializerWrites(JsonSerializerOptions options)
    {
        foreach (object value in new object[] { 1, Texts[0], Texts, new Dictionary<string, string[]> { ["a"] = Texts } })
        {
            Assert.Equal(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), options), JsonSegments.ToUtf8Bytes(value, options));
            Assert.Equal(JsonSerializer.Serialize(value, value.GetType(), options), JsonSegments.ToText(value, options));
        }
    }

    [Fact]
    public void ValueThatCannotBeWritten_ThrowsWhatTheSerializerThrows() =>
        Assert.Throws<NotSupportedException>(() => JsonSegments.ToText(typeof(string), JsonSerializerOptions.Default));
}
