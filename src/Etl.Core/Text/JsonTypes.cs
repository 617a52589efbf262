using System.Text.Json;

namespace Etl.Core.Text;

/// <summary>What the serializer knows of types.</summary>
public static class JsonTypes
{
    /// <summary>
    /// Has the serializer look at types, and at all that they are made of, which it otherwise does when it meets the first value of each. Thread-safe: who needs one of them
    /// meanwhile does not wait for the others.
    /// </summary>
    public static void Load(JsonSerializerOptions options, IEnumerable<Type> types)
    {
        ArgumentNullException.ThrowIfNull(options);
        var known = new HashSet<Type>();
        var open = new Queue<Type>(types);
        while (open.TryDequeue(out var type))
        {
            if (known.Add(type))
            {
                var found = options.GetTypeInfo(type);
                IEnumerable<Type?> parts = [.. found.Properties.Select(property => property.PropertyType), found.KeyType, found.ElementType];
                foreach (var part in parts.OfType<Type>())
                {
                    open.Enqueue(part);
                }
            }
        }
    }
}
