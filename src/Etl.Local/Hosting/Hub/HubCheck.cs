using Etl.Local.Engine;
using Etl.Local.Engine.Hub;

namespace Etl.Local.Hosting.Hub;

/// <summary>Tries a hub before a run needs it.</summary>
public static class HubCheck
{
    /// <summary>Why the hub in a folder can't be opened; null when it can, when there is none yet, and when another process has it. Makes nothing that is not there.</summary>
    public static string? FindProblem(string hubFolder)
    {
        var path = Path.Combine(hubFolder, LocalHost.DatabaseFileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var lease = HubLease.TryAcquire(hubFolder);
            if (lease is not null)
            {
                HubFile.Open(path, SqliteSynchronous.Full).Dispose();
            }

            return null;
        }
        catch (Exception exception) when (exception is HubException or IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
