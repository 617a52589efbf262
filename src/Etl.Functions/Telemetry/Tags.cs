namespace Etl.Functions.Telemetry;

/// <summary>The names of attributes, of spans and of metrics.</summary>
internal static class Tags
{
    public const string RunId = "etl.run.id";
    public const string Pipeline = "etl.pipeline";
    public const string BusinessDate = "etl.business_date";
    public const string Task = "etl.task";
    public const string Group = "etl.group";
    public const string Attempt = "etl.attempt";
    public const string Status = "etl.status";
    public const string Rows = "etl.rows";
    public const string Bytes = "etl.bytes";
    public const string Models = "etl.models";
    public const string Tasks = "etl.tasks";
    public const string ReusedFrom = "etl.reused_from";
    public const string ErrorType = "error.type";
}
