using Etl.Local.Engine.Hub;

namespace Etl.Local.Engine.Requests;

/// <summary>A client raises an event, suspends or resumes. It is done when it is on disk; the instance may get to it later.</summary>
internal sealed class SendMail(EngineRuntime engine, string id, string action, Mail mail) : HubRequest<bool>
{
    private Delivery _delivery;

    protected override bool Apply(HubTables hub)
    {
        var (instance, _, problem) = LiveInstance.Find(hub, id, action);
        if (instance is null)
        {
            throw Refused(problem!);
        }

        _delivery = new(instance.Seq, id, hub.Inbox.Put(instance.Seq, mail));
        return true;
    }

    protected override void Release() => engine.Instances.Deliver(_delivery);
}
