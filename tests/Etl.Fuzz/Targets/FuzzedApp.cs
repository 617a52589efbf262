using Etl.Core.Models;
using Etl.Core.Partitions;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;
using Microsoft.Extensions.Logging;

namespace Etl.Fuzz.Targets;

/// <summary>The pipelines of the app whose API is fuzzed: small, quick, with something of each kind.</summary>
internal static class FuzzedApp
{
    private static readonly TaskPolicy Once = new() { MaxAttempts = 1, FirstRetryDelay = TimeSpan.Zero };

    private static readonly ModelRef<Lines> LinesRef = Model.Of<Lines>();
    private static readonly ModelRef<Lines> CopyRef = Model.Of<Lines>("Copy");
    private static readonly ModelRef<Nights> NightsRef = Model.Of<Nights>();
    private static readonly ModelRef<Summary> SummaryRef = Model.Of<Summary>();
    private static readonly ModelRef<Page> PageRef = Model.Of<Page>();

    public static PipelineCatalog Catalog { get; } = new(
        new Pipeline("lines", [Read(), new TaskGroup("after", [Copy(), Summarise()])])
        {
            Description = "Reads a source that requests may name.",
            Parameters = [new Parameter("size", "small"), new Parameter("year", "2026")],
            Schedules = [new Schedule("nightly", new TimeOnly(2, 30), "Europe/Lisbon")],
        },
        new Pipeline("nights", [Count()]) { ExternalModels = [LinesRef] },
        new Pipeline("pages", [Show()]) { Parameters = [new Parameter("title")] },
        new Pipeline("failing", [EtlTask.Create("Bad", [], [Model.Of<Lines>("Bad")], (_, _) => throw new PermanentTaskException("It failed on purpose."), Once)]));

    private static EtlTask Read() => EtlTask.Create("Read", [], [LinesRef], async (context, cancellationToken) =>
    {
        var path = context.Model(LinesRef).Path;
        if (path.Length == 0)
        {
            await context.Output(LinesRef).WriteAllAsync([new Line("a"), new Line("b")], cancellationToken);
            return;
        }

        using var reader = new StreamReader(await context.OpenSourceAsync(path, cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            context.Logger.LogInformation("Read {Line}", line);
            await context.Output(LinesRef).WriteAsync(new Line(line), cancellationToken);
        }
    }, Once, tags: ["raw"]);

    private static EtlTask Copy() => EtlTask.Create("Copy", [LinesRef], [CopyRef], (context, cancellationToken) => context.Output(CopyRef).WriteAllAsync(context.Input(LinesRef, cancellationToken), cancellationToken), Once);

    private static EtlTask Summarise() => EtlTask.Create("Summarise", [CopyRef], [SummaryRef], async (context, cancellationToken) =>
        await context.WriteAsync(SummaryRef, new Line($"{await context.Input(CopyRef, cancellationToken).CountAsync(cancellationToken)} of {context.Job.Parameter("size")}"), cancellationToken), Once);

    private static EtlTask Count() => EtlTask.Create("Count", [LinesRef], [NightsRef], (context, cancellationToken) => context.Output(NightsRef).WriteAllAsync([new Line($"{context.Job.BusinessDate.Month}")], cancellationToken), Once);

    private static EtlTask Show() => EtlTask.Create("Show", [], [PageRef], async (context, cancellationToken) =>
    {
        await using var output = await context.OpenOutputAsync(PageRef, cancellationToken);
        await output.WriteAsync("<p>page</p>"u8.ToArray(), cancellationToken);
    }, Once);

    internal sealed record Line(string Text);

    internal sealed class Lines([Source, SettableByRequest] string path = "", [SettableByRequest] int limit = 10, [SettableByRequest] DateOnly? day = null, string table = "lines") : Model<Line>
    {
        public string Path => path;

        public override string ToString() => $"{path} {limit} {day} {table}";
    }

    internal sealed class Nights : Model<Line>
    {
        public override PartitionBy PartitionBy => PartitionBy.Month;
    }

    internal sealed class Summary : DocumentModel<Line>;

    internal sealed class Page() : FileModel("text/html; charset=utf-8", "html");
}
