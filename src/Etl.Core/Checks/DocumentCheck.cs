namespace Etl.Core.Checks;

/// <summary>Looks at a document.</summary>
internal sealed class DocumentCheck<TDocument>(Func<TDocument, bool> passes, string problem) : RunningCheck<TDocument>
{
    private bool _failed;

    public override void Add(TDocument row, long number) => _failed = !passes(row);

    public override ValueTask<CheckFinding> EndAsync(long rows, CancellationToken cancellationToken) => new(_failed ? CheckFinding.OfWhole(problem) : CheckFinding.Passed);
}
