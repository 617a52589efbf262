namespace Etl.EndToEnd.Tests.Harness;

/// <summary>Tests that build whole apps: one after another, because a build takes all processors.</summary>
[CollectionDefinition(nameof(BuildingTests))]
public sealed class BuildingTests;
