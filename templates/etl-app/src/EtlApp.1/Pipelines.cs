using Etl.Core.Pipelines;

namespace EtlApp._1;

/// <summary>All pipelines of the app.</summary>
public static class Pipelines
{
    /// <summary>What the commands, the HTTP API and the schedules work with.</summary>
    public static PipelineCatalog Catalog { get; } = new(
        new Pipeline("calendar", [new MakeCalendar()]) { Description = "The days of the year." });
}
