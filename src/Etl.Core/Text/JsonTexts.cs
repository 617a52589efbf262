using System.Text.Json;

namespace Etl.Core.Text;

/// <summary>The parser lets names and values pass that are no Unicode: broken UTF-8, or half of a surrogate pair. They would throw where they are read.</summary>
public static class JsonTexts
{
    /// <summary>Reads every name and every text once.</summary>
    /// <exception cref="JsonException">One is not Unicode.</exception>
    public static void EnsureUnicode(JsonElement element)
    {
        try
        {
            Read(element);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("It has a text that is not Unicode. Save it as UTF-8.", exception);
        }
    }

    private static void Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Read(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Read(property.Value);
                }

                break;
        }
    }
}
