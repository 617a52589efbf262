using System.Text.Json;

namespace Etl.Fuzz.Targets;

/// <summary>An operation as the API describes it.</summary>
/// <param name="Method">In upper case.</param>
/// <param name="Path">With the names of its parameters in braces.</param>
/// <param name="Query">The names that its query may have.</param>
internal sealed record ApiOperation(string Method, string Path, IReadOnlyList<string> Query)
{
    public static IReadOnlyList<ApiOperation> All(JsonElement openApi) =>
    [
        .. from path in openApi.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           select new ApiOperation(operation.Name.ToUpperInvariant(), path.Name, QueryOf(operation.Value)),
    ];

    private static IReadOnlyList<string> QueryOf(JsonElement operation) => operation.TryGetProperty("parameters", out var parameters)
        ? [.. parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query").Select(parameter => parameter.GetProperty("name").GetString()!)]
        : [];
}
