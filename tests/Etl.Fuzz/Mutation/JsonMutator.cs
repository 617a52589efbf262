using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Etl.Fuzz.Mutation;

/// <summary>Changes JSON that stays JSON: values of other kinds, other numbers and texts, members that are gone, moved, renamed or new.</summary>
internal static class JsonMutator
{
    private const int MaxChanges = 4;
    private const int MaxDepth = 80;

    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1_000 };

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-1", "1", "2", "1.5", "1e400", "-0.0", "2147483648", "9223372036854775808", "99999999999999999999999999", "\"\"", "\"x\"", "[]", "{}", "[null]", "[[]]", "{\"\":null}",
        "\"2026-11-21\"", "\"0001-01-01\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"Resort\"", "\"\\u0000\"",
    ];

    /// <summary>UTF-8. Text that is not JSON is changed as bytes.</summary>
    public static byte[] Mutate(Random random, byte[] original, IReadOnlyList<byte[]> others)
    {
        if (random.OneIn(5) || Parse(original) is not { } root)
        {
            return ByteMutator.Mutate(random, original, others);
        }

        JsonNode? mutated = root;
        for (var left = 1 + random.Few(MaxChanges - 1); left > 0 && mutated is not null; left--)
        {
            mutated = Change(random, mutated, others);
        }

        return Encoding.UTF8.GetBytes(mutated?.ToJsonString(Written) ?? "null");
    }

    private static JsonNode? Change(Random random, JsonNode root, IReadOnlyList<byte[]> others)
    {
        var node = random.Pick(Nodes(root));
        switch (node, random.Next(8))
        {
            case (JsonObject { Count: > 0 } members, 0):
                members.Remove(random.Pick(members.Select(member => member.Key).ToList()));
                return root;
            case (JsonObject { Count: > 0 } members, 1):
                var old = random.Pick(members.Select(member => member.Key).ToList());
                var moved = members[old]?.DeepClone();
                members.Remove(old);
                members[TextMutator.Mutate(random, old)] = moved;
                return root;
            case (JsonObject members, 2):
                members[TextMutator.Piece(random)] = Scalar(random);
                return root;
            case (JsonArray { Count: > 0 } items, 0):
                items.RemoveAt(random.Next(items.Count));
                return root;
            case (JsonArray { Count: > 0 } items, 1):
                items.Add(random.Pick<JsonNode?>([.. items])?.DeepClone());
                return root;
            case (JsonArray items, 2):
                items.Add(Scalar(random));
                return root;
            case (JsonValue value, < 4) when value.GetValueKind() == JsonValueKind.String:
                return Replace(root, node, JsonValue.Create(TextMutator.Mutate(random, value.GetValue<string>())));
            case (_, 4):
                return Replace(root, node, random.Pick(Nodes(root)).DeepClone());
            case (_, 5) when Parse(random.Pick(others)) is { } other:
                return Replace(root, node, random.Pick(Nodes(other)).DeepClone());
            case (_, 6):
                return Replace(root, node, Wrap(node.DeepClone(), 1 + random.Few(MaxDepth)));
            default:
                return Replace(root, node, Scalar(random));
        }
    }

    private static List<JsonNode> Nodes(JsonNode root)
    {
        var found = new List<JsonNode>();
        var open = new Stack<JsonNode>([root]);
        while (open.TryPop(out var node))
        {
            found.Add(node);
            IEnumerable<JsonNode?> children = node switch
            {
                JsonObject members => members.Select(member => member.Value),
                JsonArray items => items,
                _ => [],
            };
            foreach (var child in children.OfType<JsonNode>())
            {
                open.Push(child);
            }
        }

        return found;
    }

    private static JsonNode? Replace(JsonNode root, JsonNode node, JsonNode? value)
    {
        switch (node.Parent)
        {
            case JsonObject members:
                members[node.GetPropertyName()] = value;
                return root;
            case JsonArray items:
                items[node.GetElementIndex()] = value;
                return root;
            default:
                return value;
        }
    }

    private static JsonNode Wrap(JsonNode node, int depth)
    {
        for (; depth > 0; depth--)
        {
            node = depth % 2 == 0 ? new JsonArray(node) : new JsonObject { ["x"] = node };
        }

        return node;
    }

    private static JsonNode? Scalar(Random random) => JsonNode.Parse(random.Pick(Scalars));

    private static JsonNode? Parse(byte[] text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
