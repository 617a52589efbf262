using Etl.Core.Registry;

namespace Etl.Cli.Running;

/// <summary>Who works on runs: this process, or the one that holds the hub.</summary>
internal interface IRunHost : IAsyncDisposable
{
    /// <summary>Runs go on when this process ends.</summary>
    bool IsElsewhere { get; }

    /// <summary>Starts a run and returns its id. With a key, the run that was started with it before is found instead, if there is one.</summary>
    Task<string> StartAsync(RunRequest request, string? idempotencyKey, CancellationToken cancellationToken);

    /// <summary>Starts a run that repeats one that has ended, and returns its id.</summary>
    Task<string> RerunAsync(string runId, bool fromFailed, CancellationToken cancellationToken);

    /// <summary>Starts a backfill and returns its id. With a key, the backfill that was started with it before goes on instead, if there is one.</summary>
    Task<string> StartBackfillAsync(BackfillRequest request, string idempotencyKey, CancellationToken cancellationToken);

    /// <summary>Goes on with an interrupted backfill, and with those of its runs that were under way.</summary>
    Task ResumeBackfillAsync(string id, CancellationToken cancellationToken);

    /// <summary>Starts no more runs of a backfill, and asks those that run to stop.</summary>
    Task CancelBackfillAsync(string id, CancellationToken cancellationToken);

    /// <summary>Goes on with an interrupted run.</summary>
    Task ResumeAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Asks a run to stop.</summary>
    Task CancelAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Does something to a run; returns when it is done.</summary>
    Task ActAsync(string runId, RunAct act, CancellationToken cancellationToken);

    /// <summary>Whether a run waits to be unpaused, where its document does not say so itself.</summary>
    Task<bool> IsPausedAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Completes when nobody works on the run any more, whether or not it has a summary.</summary>
    Task WorkEndedAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Completes when the runs that other commands handed to this process have ended, or the user does not want to wait for them.</summary>
    Task OthersEndedAsync(CommandContext context);
}
