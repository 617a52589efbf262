using Etl.Core.Registry;

namespace Etl.Storage.Registry.Retention;

/// <summary>What a pass of the garbage collection did, or would do.</summary>
/// <param name="IsApplied">False when nothing was written.</param>
/// <param name="Unlisted">Versions that were taken off the lists of their models; in order of the models. A version that is listed elsewhere in its list is among them too.</param>
/// <param name="Marked">What was found to be needed no more for the first time.</param>
/// <param name="Waiting">What was marked by an earlier pass, not long enough ago.</param>
/// <param name="Deleted">What was marked long enough ago, and has not been needed since.</param>
/// <param name="Unmarked">How many objects are needed again.</param>
/// <param name="TaskNotes">How many notes on tasks, and logs of tasks, of runs that ended long ago were deleted.</param>
/// <param name="FreedBytes">Of the versions whose commit records were marked, are waiting or were deleted; their blobs follow. As stored; what attempts left that never committed is not counted.</param>
/// <param name="Kept">What stays.</param>
/// <param name="KeptVersions">Entries of the lists that stay.</param>
/// <param name="OpenRuns">Runs that have not ended, oldest claim last. Everything of theirs is kept until they do.</param>
public sealed record GcReport(
    bool IsApplied,
    IReadOnlyList<ModelVersion> Unlisted,
    GcCounts Marked,
    GcCounts Waiting,
    GcCounts Deleted,
    int Unmarked,
    int TaskNotes,
    long FreedBytes,
    GcCounts Kept,
    int KeptVersions,
    IReadOnlyList<string> OpenRuns);
