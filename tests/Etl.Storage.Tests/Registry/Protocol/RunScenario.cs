namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>One run of a scenario, and what is done to it.</summary>
/// <param name="IsConsumer">Whether it reads the models of the other pipeline, or is a run of that.</param>
/// <param name="Day">Of the business date.</param>
/// <param name="Partition">Which partition of the model that has some it reads and writes; the first is 1.</param>
/// <param name="ReadsOwn">Whether a consumer reads this partition alone, or the one before it too.</param>
/// <param name="IsPacked">Whether tasks of it that may do so run together in one activity.</param>
/// <param name="UsesPools">Whether tasks of it need slots of pools.</param>
/// <param name="IsScheduled">Whether it is an occurrence of a schedule that skips what would overlap, so that ticks claim it.</param>
/// <param name="Repeats">How often the same start request, or tick, comes again.</param>
/// <param name="OtherRequests">How often another request comes under the same id.</param>
/// <param name="Drivers">How many more processes drive the run, besides the first and those in place of dead ones.</param>
/// <param name="Cancels">How often somebody asks for it to be cancelled.</param>
/// <param name="Terminates">How often an operator terminates it.</param>
/// <param name="FailingTask">Which of its tasks fails; none when there are not that many.</param>
/// <param name="Failures">How many attempts of that task fail.</param>
/// <param name="LateAttempts">How many attempts are delivered at any time, also long after the end.</param>
/// <param name="Redeliveries">How often publishing and finishing are delivered again.</param>
/// <param name="Adopts">Whether its tasks take over versions that are there.</param>
/// <param name="Forces">How often it is published by force after its end.</param>
/// <param name="AfterNights">It is not claimed before so many nights have gone by.</param>
/// <param name="PausedNights">So many nights it stands still after it has pinned its inputs.</param>
internal sealed record RunScenario(
    bool IsConsumer,
    int Day,
    int Partition,
    bool ReadsOwn,
    bool IsPacked,
    bool UsesPools,
    bool IsScheduled,
    int Repeats,
    int OtherRequests,
    int Drivers,
    int Cancels,
    int Terminates,
    int FailingTask,
    int Failures,
    int LateAttempts,
    int Redeliveries,
    AdoptionSource Adopts,
    int Forces,
    int AfterNights,
    int PausedNights);
