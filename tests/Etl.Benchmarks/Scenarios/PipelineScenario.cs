using System.CommandLine;
using Etl.Benchmarks.Hosting;
using Etl.Benchmarks.Peers;
using Etl.Benchmarks.Reporting;
using Etl.Hotels;

namespace Etl.Benchmarks.Scenarios;

/// <summary>
/// <c>etl run hotels.resort</c> from a raw file to the report, on a store that is new, in a process of its own, and pandas with the same work. Both run
/// in turns, the fastest of each counts, and what they have written is compared: figures of different work would say nothing.
/// </summary>
internal sealed class PipelineScenario : IScenario
{
    private const int DefaultBookings = 1_000_000;
    private const int Repetitions = 2;
    private const int MaxMegabytes = 300;
    private const int TargetRatio = 5;
    private static readonly string[] Models = ["RawBookings", "Bookings", "RejectedBookings", "MonthlyKpis", "SegmentMix", "RoomNightsByDate"];

    private readonly Option<int> _bookings = new("--bookings") { Description = "How many bookings the pipeline scenario loads", HelpName = "N", DefaultValueFactory = _ => DefaultBookings };
    private readonly Option<FileInfo> _sample = new Option<FileInfo>("--sample") { Description = "A bookings file whose rows are repeated, in place of bookings that are made up", HelpName = "FILE" }.AcceptExistingOnly();

    public string Name => "pipeline";

    public string Description => "etl run hotels.resort on 1,000,000 bookings, from the raw file to the report, next to pandas";

    public IReadOnlyList<Option> Options => [_bookings, _sample, EtlExecutable.Published];

    public async Task RunAsync(ScenarioContext context)
    {
        var rows = context.Option(_bookings);
        var folder = Directory.CreateTempSubdirectory("etl-bench-");
        try
        {
            var source = Path.Combine(folder.FullName, "bookings.csv");
            await BookingsFile.WriteAsync(source, rows, context.Option(_sample), context.CancellationToken);
            await MeasureAsync(context, folder.FullName, source, rows);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task MeasureAsync(ScenarioContext context, string folder, string source, int rows)
    {
        var etl = context.Option(EtlExecutable.Published) is { } published ? new EtlExecutable(published.FullName) : EtlExecutable.Built;
        List<PeerFigures> ours = [];
        List<PeerFigures> theirs = [];
        for (var i = 0; i < Repetitions; i++)
        {
            var store = Fresh(folder, "store");
            ours.Add(await etl.MeasureAsync(["run", "hotels.resort", "--store", store, "--model", $"RawBookings.Resort.path={source}", "--quiet"], context.CancellationToken));
            var peerFolder = Fresh(folder, "pandas");
            if (await context.PeerAsync(PythonPeer.Pandas, source, peerFolder, Chains.Resort.HotelName) is { } peer)
            {
                theirs.Add(peer);
                await EnsureEqualAsync(store, peerFolder, context.CancellationToken);
            }
        }

        var label = $"pipeline hotels.resort, {rows} bookings";
        double? Fastest(Func<PeerFigures, double> figure) => theirs.Count > 0 ? theirs.Min(figure) : null;
        var isComparable = rows >= DefaultBookings;
        context.Add(new Measurement(label, ours.Min(run => run.Seconds), "s").Against("pandas", Fastest(run => run.Seconds), isComparable ? TargetRatio : null));
        context.Add(new Measurement($"{label}, rate", rows / ours.Min(run => run.Seconds), "rows/s").Against("pandas", rows / Fastest(run => run.Seconds)));
        context.Add(new Measurement($"{label}, processor time", ours.Min(run => run.ProcessorSeconds), "s").Against("pandas", Fastest(run => run.ProcessorSeconds)));
        context.Add(new Measurement($"{label}, peak of the process", ours.Max(run => run.PeakMegabytes), "MB") { Target = MaxMegabytes }.Against("pandas", Fastest(run => run.PeakMegabytes)));
    }

    private static string Fresh(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        return Directory.CreateDirectory(path).FullName;
    }

    private static async Task EnsureEqualAsync(string store, string peerFolder, CancellationToken cancellationToken)
    {
        foreach (var model in Models)
        {
            // A new store has one version of each; the names of its parts are in order.
            var ours = await RowSums.ReadAsync([.. Directory.EnumerateFiles(Path.Combine(store, "models", $"{model}.{Chains.Resort.Key}")).Order(StringComparer.Ordinal)], cancellationToken);
            var theirs = await RowSums.ReadAsync([Path.Combine(peerFolder, $"{model}.jsonl.gz")], cancellationToken);
            if (ours.DifferenceFrom(theirs) is { } difference)
            {
                throw new InvalidOperationException($"etl and pandas have made different {model}: {difference}.");
            }
        }
    }
}
