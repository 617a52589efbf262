namespace Etl.Functions.Backfills;

/// <summary>There is no such backfill in the store.</summary>
public sealed class UnknownBackfillException(string id) : Exception($"There is no backfill '{id}' in this store. List them with 'etl backfills' or GET backfills.");
