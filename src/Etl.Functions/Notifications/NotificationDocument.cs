using System.Text.Json.Serialization;
using Etl.Core.Runs;

namespace Etl.Functions.Notifications;

/// <summary>The body of a request to a webhook.</summary>
/// <param name="Id">The same each time the notification is sent: a receiver that has seen it has nothing more to do.</param>
/// <param name="Event"><c>failure</c>, <c>recovery</c> or <c>lateness</c>.</param>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="RunId">The run that it is about.</param>
/// <param name="Status">Of the run; Pending when it has not been started.</param>
/// <param name="BusinessDate">The day that the run's data is about.</param>
/// <param name="Time">When it happened, UTC; of lateness, the deadline.</param>
/// <param name="Link">The path of the run on the app's host.</param>
public sealed record NotificationDocument(string Id, string Event, string Pipeline, string RunId, RunStatus Status, DateOnly BusinessDate, DateTimeOffset Time, string Link)
{
    /// <summary>More are not listed.</summary>
    public const int MaxTasks = 20;

    /// <summary>Why the run failed, where that is more than its tasks say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TaskError? Error { get; init; }

    /// <summary>The first tasks that failed, in run order; empty for other events.</summary>
    public IReadOnlyList<NotificationTask> FailedTasks { get; init; } = [];

    /// <summary>Of a recovery: the run that had failed last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RecoveredFrom { get; init; }
}
