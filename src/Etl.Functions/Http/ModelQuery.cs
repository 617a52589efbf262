using System.Globalization;
using Etl.Core.Text;
using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;

namespace Etl.Functions.Http;

/// <summary>Reads the query of a request for a version of a model, collecting every problem.</summary>
internal sealed class ModelQuery
{
    private readonly HttpRequest _request;
    private readonly List<RunProblem> _problems = [];

    /// <summary>Looks for names that the query can't have.</summary>
    /// <param name="request">Whose query it is.</param>
    /// <param name="names">That it may have beside <c>version</c> and <c>partition</c>.</param>
    public ModelQuery(HttpRequest request, params string[] names)
    {
        _request = request;
        string[] known = ["version", "partition", .. names];
        foreach (var unknown in request.Query.Keys.Where(name => name != "code" && !known.Contains(name, StringComparer.Ordinal)))
        {
            _problems.Add(new RunProblem("unknown-query", $"The query has no '{unknown}'.{Suggestion.DidYouMean(unknown, known)} It has: {string.Join(", ", known)}."));
        }
    }

    public IReadOnlyList<RunProblem> Problems => _problems;

    /// <summary>Empty when the query does not have it.</summary>
    public string Value(string name) => _request.Query[name].ToString();

    /// <summary>A whole number, or the default when the query does not have it.</summary>
    public int Number(string name, int otherwise, int min, int max) => Value(name) switch
    {
        "" => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max => number,
        var text => Refuse<int>($"The query's '{name}' is a whole number from {min} to {max}, not '{text}'."),
    };

    /// <summary>The version that the path and the query name together.</summary>
    public string Reference(string model)
    {
        var partition = Value("partition") is { Length: > 0 } key ? $"[{key}]" : "";
        var version = Value("version") is { Length: > 0 } id ? $"@{id}" : "";
        return $"{model}{partition}{version}";
    }

    public T Refuse<T>(string message)
        where T : struct
    {
        _problems.Add(new RunProblem("invalid-query", message));
        return default;
    }
}
