using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Etl.Core.Registry;

/// <summary>The serializer refuses null where a member can't be null, but lets it pass as an element of a list that has none. Records with such a list are damaged.</summary>
internal static class NullElements
{
    /// <summary>A modifier of type infos: reading an object of ours throws <see cref="JsonException"/> when one of its lists has a null that its type does not allow.</summary>
    public static void Refuse(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.Assembly != typeof(NullElements).Assembly)
        {
            return;
        }

        var nullability = new NullabilityInfoContext();
        var lists = type.Properties.Where(property => HasElementsThatAreNeverNull(property, nullability)).Select(property => (property.Name, Get: property.Get!)).ToList();
        if (lists.Count > 0)
        {
            type.OnDeserialized += read =>
            {
                foreach (var (name, get) in lists)
                {
                    if ((get(read) is IDictionary values ? values.Values : get(read) as IEnumerable)?.Cast<object?>().Contains(null) == true)
                    {
                        throw new JsonException($"'{name}' has an element that is null.");
                    }
                }
            };
        }
    }

    private static bool HasElementsThatAreNeverNull(JsonPropertyInfo property, NullabilityInfoContext nullability) =>
        property is { Get: not null, AttributeProvider: PropertyInfo member }
        && property.PropertyType is { IsGenericType: true, GenericTypeArguments: [.., { IsValueType: false }] } list
        && list.IsAssignableTo(typeof(IEnumerable))
        && nullability.Create(member).GenericTypeArguments[^1].ReadState == NullabilityState.NotNull;
}
