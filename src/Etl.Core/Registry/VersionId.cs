namespace Etl.Core.Registry;

/// <summary>Names one version of a model exactly, and the commit record that describes it. This is what travels through an orchestration; data never does.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">Unique for the model.</param>
/// <param name="RunId">The run that made it.</param>
/// <param name="Task">The task that made it; its commit record has the rest.</param>
public sealed record VersionId(string Model, string Version, string RunId, string Task);
