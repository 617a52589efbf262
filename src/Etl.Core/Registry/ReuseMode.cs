using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>Whether a run adopts versions that are there already.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReuseMode>))]
public enum ReuseMode
{
    /// <summary>Every task is run.</summary>
    None,

    /// <summary>A task is not run when a published version of its outputs has the fingerprint that they would get.</summary>
    Unchanged,
}
