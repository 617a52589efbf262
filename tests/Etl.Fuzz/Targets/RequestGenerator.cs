using System.Text;
using Etl.Fuzz.Mutation;

namespace Etl.Fuzz.Targets;

/// <summary>Makes requests up: of the operations that there are, with names that exist, that could exist and that can't, and bodies that are nearly right.</summary>
internal sealed class RequestGenerator(IReadOnlyList<ApiOperation> operations, IReadOnlyDictionary<string, IReadOnlyList<string>> names, IReadOnlyList<byte[]> bodies)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "X"];
    private static readonly string[] ContentTypes = ["application/json; charset=utf-8", "application/problem+json", "text/plain", "application/json; charset=utf-16", "*/*", "x", "multipart/form-data", "application/x-www-form-urlencoded"];
    private static readonly string[] Values = ["1", "0", "100", "500", "10000", "latest", "json", "mermaid", "dot", "up", "down", "Running", "Succeeded,Failed", "2026-11-21", "lines", "Read"];

    public ApiRequest Next(Random random)
    {
        var operation = random.Pick(operations);
        var method = random.OneIn(30) ? random.Pick(Methods) : operation.Method;
        var path = random.OneIn(40) ? $"/{Escaped(random, TextMutator.Mutate(random, operation.Path))}" : Path(random, operation);
        var hasBody = method is not ("GET" or "HEAD" or "TRACE") ? !random.OneIn(4) : random.OneIn(50);
        return new ApiRequest(
            method,
            $"/api{path}{Query(random, operation)}",
            Headers(random),
            random.OneIn(20) ? random.Pick(ContentTypes) : random.OneIn(50) ? null : "application/json",
            hasBody ? JsonMutator.Mutate(random, random.Pick(bodies), bodies) : null);
    }

    private string Path(Random random, ApiOperation operation) => string.Join('/', operation.Path.Split('/').Select(segment =>
        segment.StartsWith('{') ? Escaped(random, Name(random, segment.Trim('{', '}', '*'))) : segment));

    private string Name(Random random, string parameter)
    {
        var known = names.GetValueOrDefault(parameter) ?? names["pipeline"];
        return random.Next(6) switch
        {
            0 => TextMutator.Mutate(random, random.Pick(known)),
            1 => TextMutator.Piece(random),
            _ => random.Pick(known),
        };
    }

    private static string Query(Random random, ApiOperation operation)
    {
        var query = new StringBuilder();
        for (var left = random.Few(3); left > 0; left--)
        {
            var name = operation.Query.Count == 0 || random.OneIn(10) ? TextMutator.Piece(random) : random.Pick(operation.Query);
            var value = random.OneIn(2) ? random.Pick(Values) : TextMutator.Mutate(random, random.Pick(Values));
            query.Append(query.Length == 0 ? '?' : '&').Append(Escaped(random, name)).Append(random.OneIn(20) ? "" : "=").Append(Escaped(random, value));
        }

        return query.ToString();
    }

    private static List<(string Name, string Value)> Headers(Random random)
    {
        var headers = new List<(string Name, string Value)>();
        if (random.OneIn(3))
        {
            headers.Add(("Idempotency-Key", Printable(random.OneIn(2) ? $"key-{random.Next(50)}" : TextMutator.Mutate(random, "key"))));
        }

        if (random.OneIn(8))
        {
            headers.Add(("If-None-Match", Printable(random.OneIn(3) ? "*" : TextMutator.Mutate(random, "\"abc\", W/\"x\""))));
        }

        if (random.OneIn(20))
        {
            headers.Add(("Accept", Printable(TextMutator.Mutate(random, "text/html, */*;q=0.1"))));
        }

        return headers;
    }

    /// <summary>As a client would, or as it stands where a request line can have it.</summary>
    private static string Escaped(Random random, string text)
    {
        var canStand = text.All(character => character is > ' ' and < (char)127 and not ('?' or '#'));
        return canStand && random.OneIn(2) ? text : Uri.EscapeDataString(text);
    }

    private static string Printable(string text) => string.Concat(text.Where(character => character is >= ' ' and < (char)127));
}
