namespace Etl.Functions.Http;

/// <summary>The answer to a request for a backfill, which is carried out in the background.</summary>
/// <param name="Id">The backfill.</param>
/// <param name="Location">Where to follow it.</param>
public sealed record AcceptedBackfill(string Id, string Location);
