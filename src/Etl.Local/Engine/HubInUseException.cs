namespace Etl.Local.Engine;

/// <summary>Another engine, mostly in another process, holds the hub.</summary>
public sealed class HubInUseException(string databasePath, Exception innerException)
    : HubException(databasePath, $"The hub '{databasePath}' is held by another process. Stop that process, or ask it to do the work.", innerException);
