using Etl.Local.Engine.Activities;
using Etl.Local.Engine.History;
using Etl.Local.Engine.Hub;
using Etl.Local.Engine.Orchestrations;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Engine.Requests;

/// <summary>
/// Ends an instance at once, whether it is in memory, is being played, or never comes back from its own code.
/// Its running activities go on, and their results are dropped. Its children live on, unless asked otherwise.
/// </summary>
internal sealed class TerminateInstance(EngineRuntime engine, string id, string? output, bool recursive) : HubRequest<bool>
{
    private readonly List<string> _ended = [];
    private readonly List<OrchestrationInstance> _inMemory = [];
    private readonly List<Delivery> _deliveries = [];

    protected override bool Apply(HubTables hub)
    {
        var (instance, _, problem) = LiveInstance.Find(hub, id, "terminate");
        if (instance is null)
        {
            throw Refused(problem!);
        }

        var rest = new Queue<InstanceHeader>([instance]);
        while (rest.TryDequeue(out var next))
        {
            End(hub, next);
            if (recursive)
            {
                foreach (var (child, status) in hub.Instances.Children(next.Seq))
                {
                    if (!InstanceStatus.HasEnded(status))
                    {
                        rest.Enqueue(child);
                    }
                }
            }
        }

        return true;
    }

    protected override void Release()
    {
        _inMemory.ForEach(i => i.Leave());
        _deliveries.ForEach(d => engine.Instances.Deliver(d));
        _ended.ForEach(i => engine.Waiters.Signal(i, OrchestrationRuntimeStatus.Terminated));
    }

    private void End(HubTables hub, InstanceHeader instance)
    {
        var failure = ActivityFailure.Of("Terminated", $"The sub-orchestration '{instance.Id}' was terminated{(output is null ? "" : $" with {output}")}.");
        if (hub.End(instance, engine.NowTicks, hub.History.Length(instance.Seq), OrchestrationRuntimeStatus.Terminated, output, FailureJson.Write(failure)) is { } delivery)
        {
            _deliveries.Add(delivery);
        }

        _ended.Add(instance.Id);
        if (engine.Instances.Find(instance.Id) is { } inMemory && inMemory.Header.Seq == instance.Seq)
        {
            inMemory.MarkEnded();
            _inMemory.Add(inMemory);
        }
    }
}
