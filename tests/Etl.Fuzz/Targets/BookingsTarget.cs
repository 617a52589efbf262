using System.Text;
using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Fuzz.Mutation;
using Etl.Hotels;

namespace Etl.Fuzz.Targets;

/// <summary>The bookings file of a chain, through its whole pipeline: read, cleaned, counted and shown.</summary>
internal sealed class BookingsTarget : FuzzTarget
{
    private const string FileName = "bookings.csv";

    private readonly IReadOnlyList<byte[]> _corpus = Corpora.Files("bookings");

    public override string Name => "bookings";

    public override string Description => "The CSV file of bookings, through the pipeline hotels.resort";

    public override FuzzCase Next(Random random)
    {
        var content = ByteMutator.Mutate(random, random.Pick(_corpus), _corpus);
        return new FuzzCase($"{Convert.ToBase64String(content)}\n{Encoding.UTF8.GetString(content)}", token => RunAsync(content, token));
    }

    private static async Task<bool> RunAsync(byte[] content, CancellationToken cancellationToken)
    {
        var pipeline = HotelPipelines.Catalog.Get("hotels.resort");
        var configs = pipeline.ModelConfigs.With("RawBookings.Resort", "path", FileName);
        var job = JobContext.ForTest(pipeline.Name, parameters: pipeline.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Default!, StringComparer.Ordinal));
        var result = await new Orchestrator(job, pipeline.Tasks, configs).RunAsync(openSource: (_, _) => Task.FromResult<Stream>(new MemoryStream(content, writable: false)), cancellationToken: cancellationToken);
        foreach (var failed in result.Tasks.Where(task => task.Status == RunStatus.Failed))
        {
            if (failed.Exception is not PermanentTaskException || !failed.Error!.Message.Contains(FileName, StringComparison.Ordinal))
            {
                throw new FuzzFindingException($"{failed.Task}: {failed.Exception}");
            }
        }

        return result.Status == RunStatus.Succeeded;
    }
}
