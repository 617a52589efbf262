using Etl.Core.Runs;

namespace Etl.Functions.Notifications;

/// <summary>A task that failed, in a notification.</summary>
/// <param name="Name">The task.</param>
/// <param name="Error">Why.</param>
public sealed record NotificationTask(string Name, TaskError? Error);
