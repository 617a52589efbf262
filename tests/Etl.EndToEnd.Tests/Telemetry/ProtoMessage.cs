using System.Buffers.Binary;
using System.Text;

namespace Etl.EndToEnd.Tests.Telemetry;

/// <summary>A protobuf message, read as far as a test asks: the numbers of fields are those of the OpenTelemetry protocol.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Field, ulong Number, byte[] Bytes)> _fields = [];

    public ProtoMessage(ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            var key = Varint(ref content);
            var field = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    _fields.Add((field, Varint(ref content), []));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(content), []));
                    content = content[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref content);
                    _fields.Add((field, 0, content[..length].ToArray()));
                    content = content[length..];
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(content), []));
                    content = content[4..];
                    break;
                default:
                    throw new InvalidDataException($"Field {field} has a wire type that there is none of.");
            }
        }
    }

    public IEnumerable<ProtoMessage> Messages(int field) => _fields.Where(found => found.Field == field).Select(found => new ProtoMessage(found.Bytes));

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field));

    public ulong Number(int field) => _fields.LastOrDefault(found => found.Field == field).Number;

    /// <summary>Of a repeated KeyValue: what is text or a number, as text.</summary>
    public IReadOnlyDictionary<string, string> Attributes(int field)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in Messages(field))
        {
            var value = pair.Messages(2).Single();
            attributes[pair.Text(1)] = value._fields.Any(found => found.Field == 3) ? value.Number(3).ToString(System.Globalization.CultureInfo.InvariantCulture) : value.Text(1);
        }

        return attributes;
    }

    private byte[] Bytes(int field) => _fields.LastOrDefault(found => found.Field == field).Bytes ?? [];

    private static ulong Varint(ref ReadOnlySpan<byte> content)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = content[0];
            content = content[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
