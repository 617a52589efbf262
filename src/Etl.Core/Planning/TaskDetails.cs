using Etl.Core.Partitions;

namespace Etl.Core.Planning;

/// <summary>What few tasks have, and lists of names that are put together when they are asked for: in a plan of a million tasks they would be most of it.</summary>
internal sealed class TaskDetails
{
    public IReadOnlyList<string> Tags { get; init; } = [];

    public Dictionary<string, PartitionRange>? Ranges { get; set; }

    public ModelNames? Requires { get; set; }

    public ModelNames? Provides { get; set; }

    public IReadOnlyList<string>? Upstream { get; set; }
}
