using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Etl.Functions.Http.OpenApi;

/// <summary>What the API's description says of an operation beside its path and method, which are those of its function.</summary>
/// <param name="Tag">The part of the API that it belongs to.</param>
/// <param name="Summary">In a sentence.</param>
internal sealed record ApiOperation(string Tag, string Summary)
{
    public IReadOnlyList<ApiQuery> Query { get; init; } = [];

    /// <summary>Whether it takes an idempotency key.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Name of the schema of its body; null when it has none.</summary>
    public string? Body { get; init; }

    public bool NeedsBody { get; init; }

    /// <summary>A body is looked at, and refused.</summary>
    public bool RefusesBody { get; init; }

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>What a good answer has: media type and schema.</summary>
    public IReadOnlyList<(string MediaType, JsonNode Schema)> Content { get; init; } = [];

    /// <summary>The status codes of its problem details, beside those that follow from its path and body.</summary>
    public IReadOnlyList<int> Problems { get; init; } = [];
}
