namespace Etl.Functions.Orchestrators;

/// <summary>A task that was started and has no outcome yet. The first outcome that comes is the one it has: its attempts, a backstop and a cancel request may all come with one.</summary>
internal sealed class OpenTask(ReadyTask ready, int priority)
{
    public ReadyTask Ready => ready;

    public string Name => ready.Task.Name;

    public Turn Turn { get; } = new(ready.Task.Policy.Pools, priority);

    /// <summary>The attempt that was begun last; 0 before the first.</summary>
    public int Attempt { get; set; }

    /// <summary>Whose activity is to answer for its first attempt; null when it runs by itself, and from the first answer on: what comes after that is not about it any more.</summary>
    public OpenPack? Pack { get; set; }

    /// <summary>Among the open tasks; null when it has ended.</summary>
    public LinkedListNode<OpenTask>? Place { get; set; }
}
