using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>The three ways in which a run ends.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunEndingKind>))]
public enum RunEndingKind
{
    /// <summary>All tasks ended well; the outputs become visible. The point of no return.</summary>
    Publish,

    /// <summary>A task failed; nothing becomes visible.</summary>
    Fail,

    /// <summary>Somebody asked for it; nothing becomes visible.</summary>
    Cancel,
}
