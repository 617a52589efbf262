using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions;

namespace Etl.Chaos.Deliveries;

/// <summary>What a trial runs.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Options">Of the app.</param>
/// <param name="Scheduling">Of the run.</param>
/// <param name="IsCancelled">Whether the run is cancelled in the middle.</param>
internal sealed record DeliveryScenario(string Name, EtlOptions Options, RunScheduling Scheduling, bool IsCancelled)
{
    private const string Rows = "300";
    private static readonly EtlOptions Quick = new() { CancelGrace = TimeSpan.FromSeconds(1), CancelPollInterval = TimeSpan.FromMilliseconds(100) };

    public static IReadOnlyList<DeliveryScenario> All { get; } =
    [
        new("levels", Quick, RunScheduling.Levels, IsCancelled: false),
        new("eager", Quick, RunScheduling.Eager, IsCancelled: false),
        new("packs", Quick with { TasksPerActivity = 20 }, RunScheduling.Levels, IsCancelled: false),
        new("fan-out", Quick with { MaxFanOut = 2 }, RunScheduling.Levels, IsCancelled: false),
        new("cancelled", Quick, RunScheduling.Levels, IsCancelled: true),
        new("cancelled packs", Quick with { TasksPerActivity = 20 }, RunScheduling.Levels, IsCancelled: true),
    ];

    public RunRequest Request => new()
    {
        Pipeline = "hotels",
        Origin = RunOrigin.CommandLine,
        BusinessDate = new DateOnly(2026, 11, 20),
        Scheduling = Scheduling,
        ModelConfigs = ModelConfigs.Empty.With("RawBookings.Resort", "syntheticRows", Rows).With("RawBookings.City", "syntheticRows", Rows),
    };
}
