namespace Etl.Core.Tasks;

/// <summary>What a pipeline is made of: an <see cref="EtlTask"/> or a <see cref="TaskGroup"/>.</summary>
public abstract class TaskNode
{
    private protected TaskNode()
    {
    }

    /// <summary>Letters, digits, dots, underscores and hyphens, starting with a letter or digit. A task's name is unique in its pipeline.</summary>
    public abstract string Name { get; }
}
