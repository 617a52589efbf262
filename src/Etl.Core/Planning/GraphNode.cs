using System.Text.Json.Serialization;

namespace Etl.Core.Planning;

/// <summary>A task of a <see cref="GraphDocument"/>.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Group">The names of the groups around it, outermost first, joined with a slash; empty at the top.</param>
/// <param name="Level">1 + the highest level among the tasks that it depends on.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Tags">Its own and those of its groups.</param>
public sealed record GraphNode(string Task, string Group, int Level, string? Description, IReadOnlyList<string> Tags)
{
    /// <summary>Whom to ask about it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Owner { get; init; }
}
