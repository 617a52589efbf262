namespace Etl.Local.Engine.Hub;

/// <summary>Mail that lies in the inbox of an instance and, when that is in memory, has to be handed to it.</summary>
internal readonly record struct Delivery(long InstanceSeq, string InstanceId, Mail Mail);
