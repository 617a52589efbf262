using Etl.Core.Registry;
using Etl.Core.Reuse;
using Etl.Functions.Activities;
using Etl.Functions.Orchestrators;

namespace Etl.Functions.Reuse;

/// <summary>What the tasks of a run that has not been started would read: pinned versions, versions that are taken over, and outputs that nobody knows yet.</summary>
internal sealed class ForecastInputs
{
    private const string NotMade = "";
    private readonly RunSnapshot _snapshot;
    private readonly RunInputs _inputs;
    private readonly Dictionary<(string Model, string Version), ModelVersion> _known = [];

    public ForecastInputs(RunSnapshot snapshot, RunPins pins, IReadOnlyList<ModelVersion> pinned)
    {
        _snapshot = snapshot;
        _inputs = new RunInputs(snapshot);
        _inputs.Add(pins.Missing.Select(missing => Unknown(missing.Split('[')[0])));
        _inputs.Pin(new PinInputsResult(1, pins.Versions, pins.Missing, HasEnded: false) { Previous = pins.Previous });
        Learn(pinned);
    }

    public (IEnumerable<InputContent> Inputs, IEnumerable<InputContent> Previous) Of(TaskDescriptor task)
    {
        var ready = _inputs.Of(task);
        return (ready.Inputs.Select(Content), ready.Previous.Select(Content));
    }

    /// <summary>What becomes of the outputs of a task: they are taken over, or nobody knows.</summary>
    public void Settle(TaskDescriptor task, IReadOnlyList<ModelVersion>? adopted)
    {
        Learn(adopted ?? []);
        _inputs.Add(adopted?.Select(version => version.Id) ?? task.Provides.Select(Unknown));
    }

    private void Learn(IEnumerable<ModelVersion> versions)
    {
        foreach (var version in versions)
        {
            _known[(version.Model, version.Version)] = version;
        }
    }

    private VersionId Unknown(string model) => new(model, NotMade, NotMade, NotMade) { Partition = _snapshot.PartitionOf(model) };

    private InputContent Content(VersionId id) =>
        _known.TryGetValue((id.Model, id.Version), out var version) ? InputContent.Of(version) : new InputContent(id.Model, id.Partition, null);
}
