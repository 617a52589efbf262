using System.Text.Json;

namespace Etl.Storage.ModelData.Csv;

/// <summary>Translates between JSON values and the texts of cells, without loss. Both are UTF-8.</summary>
internal static class CsvCell
{
    /// <summary>The text of a cell.</summary>
    /// <param name="value">One JSON value, but null.</param>
    /// <param name="kind">Of the column.</param>
    /// <param name="scratch">Grows as needed; the result may lie in it.</param>
    public static ReadOnlySpan<byte> ToText(ReadOnlySpan<byte> value, CellKind kind, ref byte[] scratch)
    {
        if (value[0] != '"')
        {
            return value;
        }

        if (scratch.Length < value.Length)
        {
            scratch = new byte[value.Length * 2];
        }

        var reader = new Utf8JsonReader(value);
        reader.Read();
        var text = scratch.AsSpan(0, reader.CopyString(scratch));
        return kind == CellKind.Json && IsJson(text) ? value : text;
    }

    /// <summary>Writes the value that the text of a cell stands for.</summary>
    public static void WriteValue(Utf8JsonWriter json, ReadOnlySpan<byte> text, CellKind kind)
    {
        var isRaw = kind switch
        {
            CellKind.Text => false,
            CellKind.Literal => text is not [(byte)'"' or (byte)'{' or (byte)'[', ..] && IsJson(text),
            _ => IsJson(text),
        };
        if (isRaw)
        {
            json.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        // Most texts end here: only these can begin a JSON value.
        if (text is [] || !"\"{[-0123456789tfn"u8.Contains(text[0]))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(text);
            while (reader.Read())
            {
                // To the end, since only a whole value counts.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
