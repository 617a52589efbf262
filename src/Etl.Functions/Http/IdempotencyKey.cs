using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;

namespace Etl.Functions.Http;

/// <summary>The header that makes a repeated request find what the first one has started.</summary>
internal static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";
    private const int MaxLength = 200;

    /// <summary>Null when there is none.</summary>
    public static string? Read(HttpRequest request, ICollection<RunProblem> problems)
    {
        if (!request.Headers.TryGetValue(Header, out var values))
        {
            return null;
        }

        var key = values.ToString();
        if (key.Length is 0 or > MaxLength)
        {
            problems.Add(new RunProblem("invalid-header", $"The header {Header} has {key.Length} characters; it has 1 to {MaxLength}, or is left out."));
        }

        return key;
    }
}
