using System.Text.Json.Serialization;

namespace Etl.Local.Hosting.Hub;

/// <summary>The process that holds a hub, and how to reach it.</summary>
/// <param name="Schema">Of the file; 1.</param>
/// <param name="Port">On 127.0.0.1.</param>
/// <param name="Token">To be sent in the header <see cref="HubToken.Header"/>; a secret of this user.</param>
/// <param name="Mode">The command that holds it: <c>serve</c>, <c>run</c> or <c>resume</c>.</param>
/// <param name="RunIds">The runs it was started for; empty: it serves all.</param>
public sealed record HubHolder(int Schema, int Port, int Pid, string Token, string Mode, IReadOnlyList<string> RunIds)
{
    public const int CurrentSchema = 1;

    [JsonIgnore]
    public Uri Uri => new($"http://127.0.0.1:{Port}");
}
