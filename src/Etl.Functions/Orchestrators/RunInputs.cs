using Etl.Core.Registry;
using Etl.Functions.Activities;

namespace Etl.Functions.Orchestrators;

/// <summary>The versions that the tasks of a run read: pinned, or made by the run itself. Dictionaries are looked up in, never iterated.</summary>
internal sealed class RunInputs(RunSnapshot snapshot)
{
    private readonly IReadOnlyDictionary<string, PackPlace> _places = snapshot.PackPlaces();
    private readonly HashSet<string> _required = snapshot.Tasks.SelectMany(task => task.Requires).ToHashSet(StringComparer.Ordinal);
    private readonly Dictionary<string, VersionId> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<VersionId>> _pinned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VersionId> _previous = new(StringComparer.Ordinal);

    public void Pin(PinInputsResult pins)
    {
        foreach (var pin in pins.Pins)
        {
            if (!_pinned.TryGetValue(pin.Model, out var versions))
            {
                _pinned.Add(pin.Model, versions = []);
            }

            versions.Add(pin);
            if (pin.Partition == snapshot.PartitionOf(pin.Model))
            {
                _own[pin.Model] = pin;
            }
        }

        foreach (var previous in pins.Previous)
        {
            _previous[previous.Model] = previous;
        }
    }

    /// <summary>Outputs of a task of the run, as far as others read them: of a wide pipeline few are kept.</summary>
    public void Add(IEnumerable<VersionId> outputs)
    {
        foreach (var output in outputs.Where(output => _required.Contains(output.Model)))
        {
            _own[output.Model] = output;
        }
    }

    /// <summary>A task with its inputs. All of them must be there.</summary>
    public ReadyTask Of(TaskDescriptor task)
    {
        var inputs = new List<VersionId>(task.Requires.Count);
        foreach (var model in task.Requires)
        {
            if (task.RangeOf(model) is not { } range)
            {
                inputs.Add(_own[model]);
                continue;
            }

            var own = _own.GetValueOrDefault(model);
            inputs.AddRange((_pinned.GetValueOrDefault(model) ?? []).Where(version => version != own && version.Partition is { } partition && range.Contains(partition)));
            if (own is not null)
            {
                inputs.Add(own);
            }
        }

        return new ReadyTask(task, inputs)
        {
            Previous = _previous.Count == 0 ? [] : [.. task.Provides.Select(model => _previous.GetValueOrDefault(model)).OfType<VersionId>()],
            InPack = _places.GetValueOrDefault(task.Name),
        };
    }
}
