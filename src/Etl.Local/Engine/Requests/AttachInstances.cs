using Etl.Local.Engine.Hub;
using Etl.Local.Engine.Orchestrations;

namespace Etl.Local.Engine.Requests;

/// <summary>Takes up instances that have not ended: all, or one with its descendants. The result is their ids, oldest first.</summary>
internal sealed class AttachInstances(EngineRuntime engine, string? id) : HubRequest<IReadOnlyList<string>>
{
    private readonly List<OrchestrationInstance> _taken = [];

    protected override IReadOnlyList<string> Apply(HubTables hub)
    {
        var found = id is null ? hub.Instances.Live() : Family(hub, id);
        foreach (var header in found.Where(h => engine.Instances.Find(h.Id)?.Header.Seq != h.Seq))
        {
            var instance = new OrchestrationInstance(engine, header);
            engine.Instances.Add(instance);
            _taken.Add(instance);
        }

        return [.. found.Select(i => i.Id)];
    }

    protected override void Release() => _taken.ForEach(instance => instance.Start());

    private static List<InstanceHeader> Family(HubTables hub, string id)
    {
        var (root, status) = hub.Instances.Find(id) ?? throw Refused(new ArgumentException($"There is no orchestration instance '{id}' to resume.", nameof(id)));
        var family = new List<(InstanceHeader Header, bool Ended)> { (root, InstanceStatus.HasEnded(status)) };
        for (var i = 0; i < family.Count; i++)
        {
            family.AddRange(hub.Instances.Children(family[i].Header.Seq).Select(c => (c.Header, InstanceStatus.HasEnded(c.Status))));
        }

        return [.. family.Where(m => !m.Ended).Select(m => m.Header).OrderBy(h => h.Seq)];
    }
}
