using Etl.Local.Engine.History;

namespace Etl.Local.Engine.Orchestrations;

/// <summary>Something that the orchestrator's code scheduled, and what it awaits of it.</summary>
/// <param name="payload">As in the history.</param>
/// <param name="data">The input of a sub-orchestration or the content of a sent event: stored with the receiver, not in this history.</param>
internal sealed class Decision(int taskId, EventKind kind, string? name, string? payload, string? data)
{
    private readonly TaskCompletionSource<string?> _completion = new();

    public int TaskId => taskId;

    public EventKind Kind => kind;

    public string? Name => name;

    /// <summary>After a replay: what the history says, which is what was promised to the outside.</summary>
    public string? Payload { get; set; } = payload;

    public string? Data { get; private set; } = data;

    /// <summary>The result as JSON. Its continuations run inline, on the orchestrator's thread.</summary>
    public Task<string?> Result => _completion.Task;

    /// <summary>Of a timer: ends the wait for its token.</summary>
    public CancellationTokenRegistration Cancellation { get; set; }

    /// <summary>On disk, and released: what a wide run waits for would be most of its memory.</summary>
    public void ForgetContent() => (Payload, Data) = (null, null);

    public HistoryEvent ToEvent(long ticks) => new(kind, ticks, taskId, name, Payload);

    public void Complete(string? json)
    {
        Cancellation.Unregister();
        _completion.SetResult(json);
    }

    public void Fail(Exception exception) => _completion.SetException(exception);

    public void Cancel(CancellationToken token) => _completion.TrySetCanceled(token);
}
