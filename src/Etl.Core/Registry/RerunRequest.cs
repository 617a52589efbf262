namespace Etl.Core.Registry;

/// <summary>Makes a run the repetition of another one: with its recorded inputs and settings.</summary>
/// <param name="RunId">The run that is repeated.</param>
/// <param name="FromFailed">Takes over exactly the versions that it committed; runs what failed or was skipped, and what depends on what runs again.</param>
public sealed record RerunRequest(string RunId, bool FromFailed);
