using Etl.Storage.Objects;

namespace Etl.Chaos.Oracle;

/// <summary>Looks at a store after each process: what was there before must still be there, unchanged.</summary>
internal sealed class RecordWatch
{
    private ImmutableRecords? _before;

    /// <summary>What is wrong since the last look; nothing at the first.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var now = await ImmutableRecords.ReadAsync(store, cancellationToken);
        IReadOnlyList<string> violations = _before is null ? [] : [.. now.Violations(_before)];
        _before = now;
        return violations;
    }
}
