namespace Etl.Hotels;

/// <summary>The chains of the group. One more line here is one more pipeline, one more task group and one more share of the group's reports.</summary>
public static class Chains
{
    public static Chain Resort { get; } = new("Resort", "Resort Hotel");

    public static Chain City { get; } = new("City", "City Hotel");

    /// <summary>In the order in which reports list them.</summary>
    public static IReadOnlyList<Chain> All { get; } = [Resort, City];
}
