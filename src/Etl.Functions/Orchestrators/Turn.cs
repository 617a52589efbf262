namespace Etl.Functions.Orchestrators;

/// <summary>The place of a task, or of tasks that run together, among those that wait to run, or run.</summary>
/// <param name="pools">Of which it takes one slot each.</param>
/// <param name="priority">The highest enters first.</param>
/// <param name="tasks">So many run together in it.</param>
internal sealed class Turn(IReadOnlyList<string> pools, int priority, int tasks = 1)
{
    private TaskCompletionSource? _entered;

    public IReadOnlyList<string> Pools => pools;

    public int Priority => priority;

    public int Tasks => tasks;

    /// <summary>Among those of its priority: who has asked first.</summary>
    public int Order { get; set; }

    /// <summary>It has run before, so it may go on when nothing new is let in any more.</summary>
    public bool HasEntered { get; private set; }

    public bool IsInside { get; private set; }

    public void MarkInside()
    {
        HasEntered = true;
        IsInside = true;
    }

    public void MarkOutside() => IsInside = false;

    /// <summary>Its continuations run in the orchestrator's own flow: RunContinuationsAsynchronously would leave it.</summary>
    public Task WaitAsync() => (_entered = new TaskCompletionSource()).Task;

    public void Admit() => _entered!.SetResult();

    public void Refuse() => _entered!.SetCanceled(new CancellationToken(canceled: true));
}
