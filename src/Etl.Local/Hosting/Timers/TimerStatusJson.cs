using System.Text.Json.Serialization;

namespace Etl.Local.Hosting.Timers;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(TimerStatus))]
internal sealed partial class TimerStatusJson : JsonSerializerContext;
