namespace Etl.Functions.Orchestrators;

/// <summary>Tasks that run together in one activity and have not been answered for.</summary>
internal sealed class OpenPack(int pack, IReadOnlyList<OpenTask> tasks)
{
    public int Pack => pack;

    public IReadOnlyList<OpenTask> Tasks => tasks;

    public Turn Turn { get; } = new([], priority: 0, tasks.Count);
}
