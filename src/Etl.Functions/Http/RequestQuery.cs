using System.Globalization;
using Etl.Core.Text;
using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;

namespace Etl.Functions.Http;

/// <summary>Reads the query of a request, collecting every problem.</summary>
internal sealed class RequestQuery
{
    /// <summary>Of the function key, which belongs to the host.</summary>
    public const string Code = "code";

    private readonly HttpRequest _request;
    private readonly List<RunProblem> _problems = [];

    /// <summary>Looks for names that the query can't have, and for names that it has twice.</summary>
    /// <param name="request">Whose query it is.</param>
    /// <param name="names">That it may have.</param>
    public RequestQuery(HttpRequest request, params string[] names)
    {
        _request = request;
        foreach (var (name, values) in request.Query.Where(pair => pair.Key != Code))
        {
            if (!names.Contains(name, StringComparer.Ordinal))
            {
                _problems.Add(new RunProblem("unknown-query", $"The query has no '{name}'.{Suggestion.DidYouMean(name, names)} It has: {string.Join(", ", names)}."));
            }
            else if (values.Count > 1)
            {
                Refuse($"The query has '{name}' {values.Count} times; it may have it once.");
            }
        }
    }

    public IReadOnlyList<RunProblem> Problems => _problems;

    /// <summary>Empty when the query does not have it.</summary>
    public string Value(string name) => _request.Query[name].ToString();

    /// <summary>A whole number, or the default when the query does not have it.</summary>
    public int Number(string name, int otherwise, int min, int max)
    {
        var text = Value(name);
        if (text.Length == 0)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Refuse($"The query's '{name}' is a whole number from {min} to {max}, not '{text}'.");
        return otherwise;
    }

    /// <summary>Null when the query does not have it.</summary>
    public DateOnly? Date(string name)
    {
        var text = Value(name);
        if (text.Length == 0)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        Refuse($"The query's '{name}' is a date such as 2026-11-21, not '{text}'.");
        return null;
    }

    /// <summary>The version of a model that the path and the query (<c>version</c>, <c>partition</c>) name together.</summary>
    public string Reference(string model)
    {
        var partition = Value("partition") is { Length: > 0 } key ? $"[{key}]" : "";
        var version = Value("version") is { Length: > 0 } id ? $"@{id}" : "";
        return $"{model}{partition}{version}";
    }

    public void Refuse(string message) => _problems.Add(new RunProblem("invalid-query", message));
}
