namespace Etl.Core.Selection;

/// <summary>Atoms joined with commas: the tasks that all of them select.</summary>
/// <param name="Atoms">At least one.</param>
public sealed record SelectionTerm(IReadOnlyList<SelectionAtom> Atoms)
{
    /// <summary>As it can be parsed again.</summary>
    public override string ToString() => string.Join(',', Atoms);
}
