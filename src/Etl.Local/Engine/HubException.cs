namespace Etl.Local.Engine;

/// <summary>The hub's database can't be used: it is not a hub, is damaged, was written by a newer version, or a write to it failed.</summary>
public class HubException : Exception
{
    public HubException(string databasePath, string message, Exception? innerException = null)
        : base(message, innerException)
        => DatabasePath = databasePath;

    public string DatabasePath { get; }
}
