namespace Etl.Core.Registry;

/// <summary>The schema that readers of a model count on.</summary>
/// <param name="Newest">The newest published version of the model, of all its partitions.</param>
/// <param name="SchemaHash">See <see cref="ModelVersion.SchemaHash"/>.</param>
public sealed record PublishedSchema(VersionId Newest, string SchemaHash);
