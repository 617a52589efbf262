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
        var key = request.Headers[Header].ToString();
        if (key.Length > MaxLength)
        {
            problems.Add(new RunProblem("invalid-header", $"The header {Header} has {key.Length} characters; it may have {MaxLength}."));
        }

        return key.Length == 0 ? null : key;
    }
}
