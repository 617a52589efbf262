using Etl.Local.Engine.History;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Engine.Hub;

/// <summary>What a write may do within its transaction. For the writer's thread only.</summary>
internal sealed class HubTables(SqliteConnection connection) : IDisposable
{
    public InstancesTable Instances { get; } = new(connection);

    public HistoryTable History { get; } = new(connection);

    public InboxTable Inbox { get; } = new(connection);

    public InstanceHeader Create(string id, string name, string? input, long ticks, ParentLink? parent)
    {
        var header = Instances.Insert(id, name, ticks, parent);
        History.Append(header.Seq, 0, new(EventKind.Created, ticks, Payload: input));
        return header;
    }

    public void Delete(long instance)
    {
        Inbox.Delete(instance);
        History.Delete(instance);
        Instances.Delete(instance);
    }

    /// <summary>Writes the end of an instance and tells its parent. The result is the parent's mail, if there is one that still lives.</summary>
    /// <param name="failure">As <see cref="FailureJson"/> writes it.</param>
    public Delivery? End(InstanceHeader instance, long ticks, long position, OrchestrationRuntimeStatus status, string? output, string? failure)
    {
        var kind = status switch
        {
            OrchestrationRuntimeStatus.Completed => EventKind.Completed,
            OrchestrationRuntimeStatus.Terminated => EventKind.Terminated,
            _ => EventKind.Failed,
        };
        History.Append(instance.Seq, position, new(kind, ticks));
        Inbox.Delete(instance.Seq);
        Instances.End(instance.Seq, status, ticks, output, kind == EventKind.Failed ? failure : null);

        if (instance.Parent is not { } parent || !Instances.IsLive(parent.Seq))
        {
            return null;
        }

        var mail = kind == EventKind.Completed
            ? new Mail(EventKind.SubOrchestrationCompleted, parent.TaskId, Payload: output)
            : new Mail(EventKind.SubOrchestrationFailed, parent.TaskId, Payload: failure);
        return new(parent.Seq, parent.Id, Inbox.Put(parent.Seq, mail));
    }

    public void Dispose()
    {
        Instances.Dispose();
        History.Dispose();
        Inbox.Dispose();
    }
}
