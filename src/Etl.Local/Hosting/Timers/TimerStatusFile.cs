using System.Text.Json;
using Etl.Local.Hosting.Hub;
using Microsoft.Extensions.Logging;

namespace Etl.Local.Hosting.Timers;

/// <summary>The status of one timer on disk. A timer goes on without it, so its failures are logged and not thrown.</summary>
internal sealed class TimerStatusFile
{
    private readonly string _path;
    private readonly ILogger _logger;

    public TimerStatusFile(string hubFolder, string function, ILogger logger)
    {
        _path = Path.Combine(hubFolder, "timers", function + ".json");
        _logger = logger;
    }

    /// <summary>Null: there is none, or it can't be read.</summary>
    public TimerStatus? Read()
    {
        try
        {
            return AtomicFile.Read(_path) is { } json
                && JsonSerializer.Deserialize(json, TimerStatusJson.Default.TimerStatus) is { Schema: TimerStatus.CurrentSchema } status
                    ? status
                    : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            _logger.LogWarning(e, "Timer status '{Path}' can't be read. An occurrence that was missed while the host was down is not made up for", _path);
            return null;
        }
    }

    public void Write(TimerStatus status)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(status, TimerStatusJson.Default.TimerStatus));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.LogWarning(e, "Timer status '{Path}' can't be written. The last occurrence may be delivered again after a restart", _path);
        }
    }
}
