namespace Etl.Local.Engine.Hub;

/// <summary>The task of a parent that a sub-orchestration is the answer to.</summary>
/// <param name="Seq">Row of the parent; an instance that is started again has another one.</param>
internal sealed record ParentLink(long Seq, int TaskId, string Id, string Name);
