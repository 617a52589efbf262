using System.Collections.Concurrent;
using Etl.Local.Engine.Hub;

namespace Etl.Local.Engine.Orchestrations;

/// <summary>
/// The instances that this engine runs. Changed on the writer's thread only; read from everywhere. An instance is added within the transaction
/// that makes it, so that a later write of the same transaction finds it, and is started when that is on disk.
/// </summary>
internal sealed class InstanceDirectory
{
    private readonly ConcurrentDictionary<string, OrchestrationInstance> _instances = new(StringComparer.Ordinal);

    public int Count => _instances.Count;

    public OrchestrationInstance? Find(string id) => _instances.GetValueOrDefault(id);

    public void Add(OrchestrationInstance instance) => _instances[instance.Header.Id] = instance;

    public void Remove(OrchestrationInstance instance) => _instances.TryRemove(new(instance.Header.Id, instance));

    /// <summary>Hands mail to its receiver. One that is not in memory reads it in its inbox when it is resumed.</summary>
    public void Deliver(in Delivery delivery)
    {
        if (Find(delivery.InstanceId) is { } receiver && receiver.Header.Seq == delivery.InstanceSeq)
        {
            receiver.Post(delivery.Mail);
        }
    }
}
