using System.Text.Json.Serialization;

namespace Etl.Core.Models;

/// <summary>How the bytes of a version are compressed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelCompression>))]
public enum ModelCompression
{
    /// <summary>Stored as they are.</summary>
    None,

    /// <summary>RFC 1952, at the fastest level.</summary>
    Gzip,
}
