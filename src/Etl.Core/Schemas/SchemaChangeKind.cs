using System.Text.Json.Serialization;

namespace Etl.Core.Schemas;

/// <summary>What a change of a schema means for those who read the model and were written for the schema before.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SchemaChangeKind>))]
public enum SchemaChangeKind
{
    /// <summary>Nothing has changed.</summary>
    Same,

    /// <summary>They read the new rows as they read the old ones.</summary>
    Compatible,

    /// <summary>They can fail: something they count on is gone, or there is something they have not provided for.</summary>
    Breaking,
}
