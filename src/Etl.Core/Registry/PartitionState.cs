using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>How it is with a partition.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PartitionState>))]
public enum PartitionState
{
    /// <summary>Made from what it would be made from today.</summary>
    Current,

    /// <summary>An input has a newer version for the same business date.</summary>
    Stale,

    /// <summary>There is no version of it, though there is of one before it.</summary>
    Missing,
}
