using Etl.Local.Engine.Hub;

namespace Etl.Local.Engine.Requests;

/// <summary>Forgets instances that have ended; those that have not are left alone. The result is how many there were.</summary>
internal sealed class PurgeInstances(IReadOnlyCollection<string> ids, bool recursive) : HubRequest<int>
{
    protected override int Apply(HubTables hub)
    {
        var purged = 0;
        var rest = new Queue<InstanceHeader>(ids.Select(id => hub.Instances.Find(id)).Where(f => f is { } i && InstanceStatus.HasEnded(i.Status)).Select(f => f!.Value.Header));
        while (rest.TryDequeue(out var next))
        {
            if (recursive)
            {
                foreach (var (child, status) in hub.Instances.Children(next.Seq))
                {
                    if (InstanceStatus.HasEnded(status))
                    {
                        rest.Enqueue(child);
                    }
                }
            }

            // Its own row is gone when it was both asked for and a child of another one.
            if (hub.Instances.Delete(next.Seq))
            {
                hub.Inbox.Delete(next.Seq);
                hub.History.Delete(next.Seq);
                purged++;
            }
        }

        return purged;
    }

    protected override void Release()
    {
    }
}
