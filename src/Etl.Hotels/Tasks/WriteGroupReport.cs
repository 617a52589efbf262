using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Hotels.Models;
using Etl.Hotels.Reports;

namespace Etl.Hotels.Tasks;

internal sealed class WriteGroupReport(IReadOnlyList<Chain> chains) : EtlTask
{
    private readonly ModelRef<GroupKpis> _group = Model.Of<GroupKpis>();
    private readonly List<ModelRef<MonthlyKpis>> _chains = [.. chains.Select(chain => Model.Of<MonthlyKpis>(chain.Key))];
    private readonly ModelRef<GroupReport> _report = Model.Of<GroupReport>();

    public override string Description => "Writes the page that compares the chains.";

    public override IReadOnlyList<string> Tags => ["report"];

    public override IReadOnlyList<ModelRef> Requires() => [_group, .. _chains];

    public override IReadOnlyList<ModelRef> Provides() => [_report];

    public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var group = await context.Input(_group, cancellationToken).ToListAsync(cancellationToken);
        var byChain = new List<ChainFigures>();
        foreach (var (chain, kpis) in chains.Zip(_chains))
        {
            byChain.Add(new ChainFigures(chain, await context.Input(kpis, cancellationToken).ToListAsync(cancellationToken)));
        }

        var page = GroupReportPage.Render(context.Job, group, byChain);
        await page.WriteAsync(context, _report, cancellationToken);
    }
}
