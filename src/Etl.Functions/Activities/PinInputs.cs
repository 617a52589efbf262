using Etl.Core.Pipelines;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Functions.Runs;
using Etl.Storage.Registry;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Activities;

/// <summary>The first activity of a run: resolves what it reads from elsewhere, once, from one reading of the heads.</summary>
public sealed class PinInputs(RunRecords records, PublishedModels heads, RunSessions sessions, SchemaGuard schemas)
{
    /// <summary>Idempotent: the first pins that were put are the run's. A registry that can't be read is a problem of the run, and not one of infrastructure that may pass.</summary>
    [Function(nameof(PinInputs))]
    public async Task<PinInputsResult> RunAsync([ActivityTrigger] string runId, CancellationToken cancellationToken)
    {
        try
        {
            return await PinAsync(runId, cancellationToken);
        }
        catch (RecordFormatException exception)
        {
            return new PinInputsResult(1, [], [], HasEnded: false) { Problems = [exception.Message] };
        }
    }

    private async Task<PinInputsResult> PinAsync(string runId, CancellationToken cancellationToken)
    {
        var claim = await records.GetClaimAsync(runId, cancellationToken) ?? throw new UnknownRunException(runId);
        await records.EnsureIndexedAsync(claim, cancellationToken);
        var pins = await records.PinAsync(claim, heads, cancellationToken);
        var epoch = await records.ReadEpochAsync(runId, cancellationToken);
        var summary = await records.FindSummaryAsync(runId, cancellationToken);
        return new PinInputsResult(epoch, pins.Versions, pins.Missing, HasEnded: summary is not null) { Previous = pins.Previous, Problems = await FindProblemsAsync(pins, cancellationToken) };
    }

    private async Task<IReadOnlyList<string>> FindProblemsAsync(RunPins pins, CancellationToken cancellationToken)
    {
        try
        {
            return await schemas.FindProblemsAsync(await sessions.GetAsync(pins.RunId, cancellationToken), pins, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidPlanException or UnknownPipelineException)
        {
            // The app was changed since the run was claimed. Its tasks say so.
            return [];
        }
    }
}
