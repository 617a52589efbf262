using System.Text.Json.Serialization;

namespace Etl.Functions.Reuse;

/// <summary>What a run with reuse would do with a task.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReuseAction>))]
public enum ReuseAction
{
    /// <summary>Take over a version that there is.</summary>
    [JsonStringEnumMemberName("reuse")]
    Reuse,

    /// <summary>Run it.</summary>
    [JsonStringEnumMemberName("run")]
    Run,

    /// <summary>Run it, unless tasks before it that run make the same content as before.</summary>
    [JsonStringEnumMemberName("maybe")]
    Maybe,
}
