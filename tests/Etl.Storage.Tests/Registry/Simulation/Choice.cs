namespace Etl.Storage.Tests.Registry.Simulation;

/// <summary>One decision of a schedule: what happens, and to which of those that wait. The default is the dullest one.</summary>
internal readonly record struct Choice(Fate Fate, int Pick)
{
    public override string ToString() => $"{Fate}:{Pick}";
}
