using Etl.Local.Functions;

namespace Etl.Local.Engine.Orchestrations;

/// <summary>One wait for an external event.</summary>
internal abstract class EventWaiter
{
    public abstract Type EventType { get; }

    public CancellationTokenRegistration Cancellation { get; set; }

    public abstract void Complete(string? json);

    public abstract void Cancel(CancellationToken token);

    internal sealed class Of<T> : EventWaiter
    {
        private readonly TaskCompletionSource<T> _completion = new();

        public Task<T> Task => _completion.Task;

        public override Type EventType => typeof(T);

        public override void Complete(string? json)
        {
            Cancellation.Unregister();
            T value;
            try
            {
                value = FunctionJson.Deserialize(json, typeof(T)) is T typed ? typed : default!;
            }
            catch (Exception e)
            {
                // Besides the serializer's own: what the constructor, a setter or the converter of the type throws.
                _completion.SetException(e);
                return;
            }

            _completion.SetResult(value);
        }

        public override void Cancel(CancellationToken token) => _completion.TrySetCanceled(token);
    }
}
