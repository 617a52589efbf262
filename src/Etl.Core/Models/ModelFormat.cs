using System.Text.Json.Serialization;

namespace Etl.Core.Models;

/// <summary>How a version of a model is encoded before compression.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelFormat>))]
public enum ModelFormat
{
    /// <summary>One JSON object a line (jsonlines.org).</summary>
    JsonLines,

    /// <summary>RFC 4180 with a header row.</summary>
    Csv,

    /// <summary>One JSON document.</summary>
    Json,

    /// <summary>The bytes as they were written.</summary>
    Bytes,
}
