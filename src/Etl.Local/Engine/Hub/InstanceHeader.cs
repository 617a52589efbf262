namespace Etl.Local.Engine.Hub;

/// <summary>What does not change while an instance lives.</summary>
/// <param name="Seq">Row of the instance, never used again: it tells an instance from an earlier one of the same id.</param>
internal sealed record InstanceHeader(long Seq, string Id, string Name, ParentLink? Parent);
