using System.Text;
using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Runs;
using Etl.Hotels.Models;

namespace Etl.Hotels.Tests;

/// <summary>Runs pipelines of the catalog in process, on files that exist in memory only.</summary>
internal static class HotelRun
{
    public const string Path = "bookings.csv";

    public static Task<RunResult> ResortAsync(BookingFile file, params IEnumerable<(string Setting, object Value)> settings) =>
        ResortAsync(file.ToBytes(), settings);

    public static Task<RunResult> ResortAsync(byte[] file, params IEnumerable<(string Setting, object Value)> settings) =>
        ResortAsync(Opening(file), settings);

    public static Task<RunResult> ResortAsync(Func<string, CancellationToken, Task<Stream>> openSource, params IEnumerable<(string Setting, object Value)> settings)
    {
        var model = Model.Of<RawBookings>("Resort").Name;
        var configs = settings.Aggregate(ModelConfigs.Empty.With(model, "path", Path), (all, setting) => all.With(model, setting.Setting, setting.Value));
        return RunAsync("hotels.resort", configs, openSource);
    }

    public static async Task<RunResult> RunAsync(
        string pipeline,
        ModelConfigs? configs = null,
        Func<string, CancellationToken, Task<Stream>>? openSource = null,
        IReadOnlyDictionary<string, string>? parameters = null) =>
        await Orchestrator(HotelPipelines.Catalog.Get(pipeline), configs, parameters).RunAsync(openSource: openSource);

    public static Orchestrator Orchestrator(Pipeline pipeline, ModelConfigs? configs = null, IReadOnlyDictionary<string, string>? parameters = null)
    {
        var all = pipeline.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameters?.GetValueOrDefault(parameter.Name) ?? parameter.Default!, StringComparer.Ordinal);
        return new Orchestrator(JobContext.ForTest(pipeline.Name, parameters: all), pipeline.Tasks, pipeline.ModelConfigs.OverriddenBy(configs ?? ModelConfigs.Empty), pipeline.ExternalModels);
    }

    /// <summary>Why the task that reads the file failed; it must have failed for good.</summary>
    public static async Task<string> ResortFaultAsync(byte[] file)
    {
        var load = (await ResortAsync(file)).Tasks[0];
        Assert.Equal("LoadRawBookings.Resort", load.Task);
        Assert.Equal(RunStatus.Failed, load.Status);
        Assert.Equal("PermanentTaskException", load.Error!.Type);
        Assert.Equal(1, load.Attempts);
        return load.Error.Message;
    }

    public static Task<string> ResortFaultAsync(string file) => ResortFaultAsync(Encoding.UTF8.GetBytes(file));

    public static IReadOnlyList<RawBooking> Raw(this RunResult run, string chain = "Resort") => run.Rows(Model.Of<RawBookings>(chain));

    public static IReadOnlyList<Booking> Bookings(this RunResult run, string chain = "Resort") => run.Rows(Model.Of<Bookings>(chain));

    public static IReadOnlyList<RejectedBooking> Rejected(this RunResult run, string chain = "Resort") => run.Rows(Model.Of<RejectedBookings>(chain));

    public static IReadOnlyList<MonthlyKpi> Kpis(this RunResult run, string chain = "Resort") => run.Rows(Model.Of<MonthlyKpis>(chain));

    public static IReadOnlyList<SegmentShare> Segments(this RunResult run, string chain = "Resort") => run.Rows(Model.Of<SegmentMix>(chain));

    public static IReadOnlyList<DateRoomNights> Nights(this RunResult run, string chain = "Resort") => run.Rows(Model.Of<RoomNightsByDate>(chain));

    public static string Report(this RunResult run, string chain = "Resort") => Encoding.UTF8.GetString(run.File(Model.Of<ChainReport>(chain)));

    public static Func<string, CancellationToken, Task<Stream>> Opening(byte[] file) => (location, _) =>
    {
        Assert.Equal(Path, location);
        return Task.FromResult<Stream>(new MemoryStream(file, writable: false));
    };
}
