namespace Etl.Functions.Http;

/// <summary>The answer to a request that is carried out in the background.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Location">Where to follow it.</param>
public sealed record AcceptedRun(string RunId, string Location);
