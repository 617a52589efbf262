using System.Text.Json.Serialization;

namespace Etl.Core.Planning;

/// <summary>A task of a <see cref="PlanDocument"/>.</summary>
public sealed record PlannedTaskDocument(
    string Name,
    string Group,
    int Level,
    IReadOnlyList<string> Requires,
    IReadOnlyList<string> Provides,
    IReadOnlyList<string> Upstream,
    string? Description)
{
    /// <summary>Whom to ask about it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Owner { get; init; }

    /// <summary>Its own and those of its groups.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
