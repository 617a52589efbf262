namespace Etl.Functions.Http.OpenApi;

/// <summary>A name that the query of an operation may have.</summary>
/// <param name="Name">The name.</param>
/// <param name="Schema">As JSON.</param>
/// <param name="Description">In a sentence.</param>
internal sealed record ApiQuery(string Name, string Schema, string Description);
