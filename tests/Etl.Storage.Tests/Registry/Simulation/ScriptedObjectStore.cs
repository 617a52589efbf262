namespace Etl.Storage.Tests.Registry.Simulation;

/// <summary>A store in memory on which one chosen operation goes wrong, or meets another one.</summary>
internal sealed class ScriptedObjectStore : InMemoryObjectStore
{
    private readonly Dictionary<string, Func<Task>> _before = new(StringComparer.Ordinal);

    /// <summary>A put whose answer is lost, as <c>create NAME</c>: it takes effect, and the SDK, which sends it again, is refused.</summary>
    public string? LostAnswer { get; set; }

    /// <summary>A put that a service out of order refuses once, as <c>create NAME</c> or the beginning of it, as if the object were there.</summary>
    public string? Refused { get; set; }

    /// <summary>What happens right before the next operation of this kind and name.</summary>
    public void Before(string operation, Func<Task> action) => _before.Add(operation, action);

    protected override async Task<T> PerformAsync<T>(Operation<T> operation)
    {
        var text = $"{operation.Kind} {operation.Name}";
        if (_before.Remove(text, out var action))
        {
            await action();
        }

        if (Refused is not null && text.StartsWith(Refused, StringComparison.Ordinal))
        {
            Refused = null;
            return (T)(object)false;
        }

        var answer = await base.PerformAsync(operation);
        if (text != LostAnswer)
        {
            return answer;
        }

        LostAnswer = null;
        return operation.Retry!();
    }
}
