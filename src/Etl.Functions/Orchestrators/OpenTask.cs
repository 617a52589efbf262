using Etl.Functions.Activities;

namespace Etl.Functions.Orchestrators;

/// <summary>A task of a fan-out. The first outcome that it is given is the one it has: its attempts, a backstop and a cancel request may all come with one.</summary>
internal sealed class OpenTask(ReadyTask ready)
{
    // Its continuations run in the orchestrator's own flow: RunContinuationsAsynchronously would leave it.
    private readonly TaskCompletionSource<TaskOutcome> _outcome = new();

    public ReadyTask Ready => ready;

    public string Name => ready.Task.Name;

    /// <summary>The attempt that was begun last; 0 before the first.</summary>
    public int Attempt { get; set; }

    public Task<TaskOutcome> Outcome => _outcome.Task;

    public void End(TaskOutcome outcome) => _outcome.TrySetResult(outcome);

    /// <summary>For what is no outcome but a defect, so that the orchestration fails with it.</summary>
    public void Fail(Exception defect) => _outcome.TrySetException(defect);
}
