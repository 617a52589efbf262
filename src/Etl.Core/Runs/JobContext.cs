using Etl.Core.Reuse;
using Etl.Core.Text;

namespace Etl.Core.Runs;

/// <summary>Configuration and runtime information of one run. Immutable; crosses process borders as JSON.</summary>
/// <param name="RunId">The durable instance id.</param>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Environment">Where it runs, such as <c>local</c>, <c>test</c> or <c>prod</c>.</param>
/// <param name="BusinessDate">The day that the data is about, not the day of the run.</param>
/// <param name="StartedAt">When the run was claimed, UTC.</param>
/// <param name="Parameters">Every parameter that the pipeline declares, with its value or default.</param>
public sealed record JobContext(
    string RunId,
    string Pipeline,
    string Environment,
    DateOnly BusinessDate,
    DateTimeOffset StartedAt,
    IReadOnlyDictionary<string, string> Parameters)
{
    private JobReads? _reads;

    /// <summary>Where it runs, such as <c>local</c>, <c>test</c> or <c>prod</c>.</summary>
    public string Environment
    {
        get
        {
            _reads?.Add(ReadName.Environment);
            return field;
        }
        init;
    }
    = Environment;

    /// <summary>The day that the data is about, not the day of the run.</summary>
    public DateOnly BusinessDate
    {
        get
        {
            _reads?.Add(ReadName.BusinessDate);
            return field;
        }
        init;
    }
    = BusinessDate;

    /// <summary>A context for tests and small jobs that are run in process.</summary>
    public static JobContext ForTest(string pipeline = "test", DateOnly? businessDate = null, IReadOnlyDictionary<string, string>? parameters = null)
    {
        var date = businessDate ?? new DateOnly(2026, 1, 1);
        return new JobContext($"{pipeline}-test", pipeline, "test", date, new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero), parameters ?? new Dictionary<string, string>(StringComparer.Ordinal));
    }

    /// <summary>The value of a parameter.</summary>
    /// <exception cref="KeyNotFoundException">The pipeline declares no such parameter.</exception>
    public string Parameter(string name) =>
        Parameters.TryGetValue(name, out var value)
            ? value
            : throw new KeyNotFoundException($"Pipeline '{Pipeline}' declares no parameter '{name}'.{Suggestion.DidYouMean(name, Parameters.Keys)} It has: {(Parameters.Count == 0 ? "none" : string.Join(", ", Parameters.Keys.Order(StringComparer.Ordinal)))}.");

    /// <summary>The same for one attempt of a task: what it asks for is recorded, because its outputs depend on it.</summary>
    internal JobContext Recording(JobReads reads) => this with { Parameters = new RecordingParameters(Parameters, reads), _reads = reads };
}
