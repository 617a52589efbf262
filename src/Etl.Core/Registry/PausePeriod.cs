using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>A time in which a pipeline was paused.</summary>
/// <param name="From">UTC.</param>
/// <param name="Until">UTC; null while it is paused.</param>
public sealed record PausePeriod(DateTimeOffset From, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Until = null);
