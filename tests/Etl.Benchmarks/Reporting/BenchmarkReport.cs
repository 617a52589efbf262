using System.Text.Json;
using System.Text.Json.Serialization;

namespace Etl.Benchmarks.Reporting;

/// <summary>The document that <c>--json</c> writes.</summary>
internal sealed record BenchmarkReport(DateTimeOffset StartedAt, Machine Machine, IReadOnlyList<ScenarioReport> Scenarios)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static async Task<BenchmarkReport> ReadAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return await JsonSerializer.DeserializeAsync<BenchmarkReport>(stream, Options, cancellationToken) ?? throw new JsonException($"'{file}' has no report.");
    }

    public async Task WriteAsync(string file)
    {
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, this, Options);
    }
}
