using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;
using Etl.Core.Registry;

namespace Etl.Core.Schemas;

/// <summary>The columns of a model's rows, or of its document, as a version was written with them.</summary>
/// <param name="Columns">
/// In the order in which they are written. The columns of an object in a column follow it, named <c>guest.name</c>, and those of the objects
/// in a list <c>rooms[].number</c>. A row that is no object has one column <c>$</c>.
/// </param>
public sealed record ModelSchema(IReadOnlyList<SchemaColumn> Columns)
{
    /// <summary>The schema that the model's versions have from now on; null for a file.</summary>
    public static ModelSchema? Of(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.ContentTypeInfo is { } type ? Of(type) : null;
    }

    /// <summary>The schema of what is written with this metadata.</summary>
    public static ModelSchema Of(JsonTypeInfo type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new ModelSchema(SchemaReader.Read(type));
    }

    /// <summary>SHA-256 of the schema as JSON, lower-case hexadecimal.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, RegistryJson.Options)));
}
