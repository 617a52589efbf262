namespace Etl.Functions.Orchestrators;

/// <summary>The order in which a run starts its tasks.</summary>
internal interface ISchedule
{
    /// <summary>Completes when every task of the run has an outcome in the ledger.</summary>
    /// <param name="cancel">Completes when the run is cancelled.</param>
    /// <param name="epoch">Of the run: names its children.</param>
    Task RunAsync(Task cancel, int epoch);
}
