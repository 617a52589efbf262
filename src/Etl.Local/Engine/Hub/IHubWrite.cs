namespace Etl.Local.Engine.Hub;

/// <summary>One unit of a group commit. All of it is called on the writer's thread, in the order of <see cref="HubWriter.Enqueue"/>.</summary>
internal interface IHubWrite
{
    /// <summary>Within the transaction: it must not have any effect outside of it, and sees all earlier writes.</summary>
    void Write(HubTables hub);

    /// <summary>The transaction is on disk: now its effects may be released. Must not throw.</summary>
    void Committed();

    /// <summary>Nothing of the transaction is on disk, and nothing will be written any more. Must not throw.</summary>
    void Failed(Exception cause);
}
