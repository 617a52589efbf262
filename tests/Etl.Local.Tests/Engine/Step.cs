namespace Etl.Local.Tests.Engine;

/// <summary>One step of a <see cref="StepProgram"/>.</summary>
public sealed record Step(StepKind Kind, int Value, IReadOnlyList<Step> Inner)
{
    public override string ToString() => Inner.Count == 0 ? $"{Kind}({Value})" : $"{Kind}({Value})[{string.Join(' ', Inner)}]";
}
