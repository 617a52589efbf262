using DurableTask.Core.Exceptions;
using Etl.Core.Text;
using Etl.Local.Engine.Hub;
using Etl.Local.Engine.Orchestrations;

namespace Etl.Local.Engine.Requests;

/// <summary>A client starts an instance. Like on the platform, an id whose instance has ended is used again, and its history lost.</summary>
internal sealed class StartInstance(EngineRuntime engine, string id, string name, string? input) : HubRequest<string>
{
    private string? _input = input;
    private OrchestrationInstance? _instance;

    protected override string Apply(HubTables hub)
    {
        if (hub.Instances.Find(id) is { } existing)
        {
            if (!InstanceStatus.HasEnded(existing.Status))
            {
                throw Refused(new OrchestrationAlreadyExistsException($"The orchestration instance '{id}' exists and is {existing.Status}. Take another id, or terminate it first."));
            }

            hub.Delete(existing.Header.Seq);
        }

        _instance = new(engine, hub.Create(id, name, _input, engine.NowTicks, parent: null));
        engine.Instances.Add(_instance);
        return id;
    }

    protected override void Release()
    {
        LargeDocuments.Forget(ref _input);
        _instance!.Start();
    }
}
