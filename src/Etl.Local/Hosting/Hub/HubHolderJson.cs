using System.Text.Json.Serialization;

namespace Etl.Local.Hosting.Hub;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(HubHolder))]
internal sealed partial class HubHolderJson : JsonSerializerContext;
