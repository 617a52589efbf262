namespace Etl.Functions.Backfills;

/// <summary>There is no such backfill in the store.</summary>
public sealed class UnknownBackfillException(string id) : Exception($"There is no backfill '{id}' in this store. POST pipelines/{{pipeline}}/backfills or 'etl backfill' starts one.");
