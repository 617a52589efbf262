namespace Etl.Storage.Registry;

/// <summary>What a publish did.</summary>
/// <param name="Changed">How many models have a longer list since then; 0 when all versions were listed already, by an earlier delivery or by a swap whose answer was lost.</param>
/// <param name="Conflicts">How often another publish was faster, so that the merge was done again.</param>
public sealed record PublishOutcome(int Changed, int Conflicts);
