namespace Etl.Core.Pipelines;

/// <summary>A named value that a run of a pipeline can be started with.</summary>
/// <param name="Name">As requests and the command line name it.</param>
/// <param name="Default">Taken when a request does not give it; <see langword="null"/> makes it required.</param>
/// <param name="Description">What it is for, in a sentence.</param>
public sealed record Parameter(string Name, string? Default = null, string? Description = null);
