using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>Which way a lineage is followed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LineageDirection>))]
public enum LineageDirection
{
    /// <summary>To what the version was made from.</summary>
    Up,

    /// <summary>To what was made from the version.</summary>
    Down,
}
