using System.Text.Json.Serialization;

namespace Etl.Functions.Reuse;

/// <summary>What a run with reuse would do with one task, and why.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Action">What happens to it.</param>
/// <param name="Reason">In words: what has changed, or which inputs decide.</param>
/// <param name="Version">Of the first model that the task provides: the version that is, or may be, taken over; null when it runs.</param>
/// <param name="RunId">The run that made that version.</param>
public sealed record ReuseForecast([property: JsonIgnore] string Task, ReuseAction Action, string Reason, string? Version, string? RunId);
