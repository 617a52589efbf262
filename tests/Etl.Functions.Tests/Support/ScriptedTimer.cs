namespace Etl.Functions.Tests.Support;

/// <summary>A durable timer that an orchestrator has made.</summary>
internal sealed class ScriptedTimer(DateTime due, string? name = null)
{
    private readonly TaskCompletionSource _fired = new();

    public DateTime Due => due;

    /// <summary>Null for a timer of the orchestrator; otherwise something that the script lets happen at that time.</summary>
    public string? Name => name;

    public Task Task => _fired.Task;

    public bool IsOpen => !_fired.Task.IsCompleted;

    public void Fire() => _fired.TrySetResult();

    public void Cancel() => _fired.TrySetCanceled();
}
