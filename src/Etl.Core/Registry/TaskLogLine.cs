namespace Etl.Core.Registry;

/// <summary>A line that a task has logged, as <c>etl logs --json</c> and <c>GET runs/{id}/logs</c> print it.</summary>
/// <param name="Time">UTC.</param>
/// <param name="Task">Who has logged it.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="Level"><c>Information</c>, <c>Warning</c>, <c>Error</c> or <c>Critical</c>.</param>
/// <param name="Message">Without secrets; an exception's text follows on lines of its own.</param>
public sealed record TaskLogLine(DateTimeOffset Time, string Task, int Attempt, string Level, string Message);
