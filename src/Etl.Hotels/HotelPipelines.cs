using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;
using Etl.Hotels.Models;
using Etl.Hotels.Tasks;

namespace Etl.Hotels;

/// <summary>
/// The pipelines of the hotel group: one for each chain, <c>hotels</c> with all chains and what is made of them together, and <c>hotels.group</c>, which
/// makes the latter of what the others have published.
/// </summary>
public static class HotelPipelines
{
    private const string TimeZone = "Europe/Lisbon";

    /// <summary><c>hotels</c> first, then one pipeline for each of <see cref="Chains.All"/>, then <c>hotels.group</c>.</summary>
    public static PipelineCatalog Catalog { get; } = new(Create(Chains.All));

    /// <summary>The pipelines of any list of chains: <c>hotels</c>, and <c>hotels.{chain}</c> for each, and <c>hotels.group</c>.</summary>
    public static IReadOnlyList<Pipeline> Create(IReadOnlyList<Chain> chains) => [All(chains), .. chains.Select(Single), Group(chains)];

    private static Pipeline All(IReadOnlyList<Chain> chains) => new("hotels", [.. chains.Select(ChainGroup), GroupTasks(chains)])
    {
        Description = "Bookings, key figures and reports of all chains, and of the group.",
        ModelConfigs = Sources(chains),
        Parameters = [ReportCurrency.Parameter],
        Schedules = [new Schedule("nightly", new TimeOnly(2, 0), TimeZone)],
        TimeZone = TimeZone,
    };

    private static Pipeline Single(Chain chain) => new($"hotels.{chain.GroupName}", [ChainGroup(chain)])
    {
        Description = $"Bookings, key figures and the report of {chain.HotelName}.",
        ModelConfigs = Sources([chain]),
        Parameters = [ReportCurrency.Parameter],
        TimeZone = TimeZone,
    };

    private static Pipeline Group(IReadOnlyList<Chain> chains) => new("hotels.group",
        [GroupTasks(chains), new TaskGroup("history", [new TakeOnTheBooks(chains), new ComputePickup(), new AppendGroupHistory()])])
    {
        Description = "Key figures, report and history of the group, made of what the pipelines of the chains have published.",
        Parameters = [ReportCurrency.Parameter],
        ExternalModels = [.. chains.Select(chain => Model.Of<Bookings>(chain.Key)), .. chains.Select(chain => Model.Of<MonthlyKpis>(chain.Key))],
        TimeZone = TimeZone,
    };

    private static TaskGroup ChainGroup(Chain chain) => new(chain.GroupName,
    [
        new LoadRawBookings(chain),
        new CleanBookings(chain),
        new ComputeMonthlyKpis(chain),
        new ComputeSegmentMix(chain),
        new CountRoomNights(chain),
        new WriteChainReport(chain),
    ]);

    private static TaskGroup GroupTasks(IReadOnlyList<Chain> chains) => new("group", [new ComputeGroupKpis(chains), new WriteGroupReport(chains)]);

    private static ModelConfigs Sources(IEnumerable<Chain> chains) =>
        chains.Aggregate(ModelConfigs.Empty, (configs, chain) => configs.With(Model.Of<RawBookings>(chain.Key).Name, "hotel", chain.HotelName));
}
