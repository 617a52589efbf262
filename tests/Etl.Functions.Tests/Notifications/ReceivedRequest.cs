using System.Text.Json;

namespace Etl.Functions.Tests.Notifications;

/// <summary>What a receiver was sent.</summary>
internal sealed record ReceivedRequest(string Path, byte[] Body, string Signature, string Id)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    public string Event => Json.GetProperty("event").GetString()!;

    public string RunId => Json.GetProperty("runId").GetString()!;
}
