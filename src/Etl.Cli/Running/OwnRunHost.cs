using System.Reflection;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions;
using Etl.Functions.Activities;
using Etl.Functions.Backfills;
using Etl.Functions.Runs;
using Etl.Local.Engine;
using Etl.Local.Hosting;
using Etl.Local.Hosting.Hub;
using Etl.Storage.Registry;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Cli.Running;

/// <summary>Works on runs in this process. Other commands on the same store become its clients.</summary>
internal sealed class OwnRunHost : IRunHost
{
    /// <summary>Above the functions' own limit, so that they can refuse a body in words instead of by a broken connection.</summary>
    private const long MaxRequestBodyBytes = 32 * 1024 * 1024;

    private static readonly Assembly[] Functions = [typeof(RunTask).Assembly];

    private readonly LocalHost _host;
    private readonly List<string> _runIds = [];
    private readonly bool _servesAll;
    private readonly DateTimeOffset _startedAt = CommandContext.Time.GetUtcNow();
    private readonly CancellationToken _interrupted;

    private OwnRunHost(LocalHost host, bool servesAll, CancellationToken interrupted)
    {
        _host = host;
        _servesAll = servesAll;
        _interrupted = interrupted;
    }

    public bool IsElsewhere => false;

    /// <summary>Where HTTP requests are answered.</summary>
    public Uri Uri => _host.Uri;

    /// <summary>Completes, with the reason, when nothing is run any more because the hub could not be read or written.</summary>
    public Task<Exception> Broken => _host.Broken;

    /// <summary>
    /// Loads the code of a host on another core, while the command reads what it is asked for and plans it: most of the time until the first task starts is the runtime's, which loads code.
    /// Nothing is opened or written. A processor with one core would only do it twice, and where another process holds the hub the run is handed to that one.
    /// </summary>
    public static void Preload(CommandContext context)
    {
        if (Environment.ProcessorCount > 1)
        {
            _ = Task.Run(async () =>
            {
                if (!HubLease.IsHeld(context.HubFolder))
                {
                    await LocalHost.PreloadAsync(Functions);
                    RunRecords.Preload();
                }
            });
        }
    }

    /// <summary>Starts the functions and the hub in this process.</summary>
    /// <exception cref="CliException">The port is taken, or the hub can't be used.</exception>
    public static async Task<OwnRunHost> StartAsync(CommandContext context, StoreContext store, HubLease lease, string mode, int port)
    {
        var servesAll = mode == "serve";
        var options = new LocalHostOptions
        {
            FunctionAssemblies = Functions,
            ConfigureServices = services => services.AddEtl(context.Catalog, context.Options, store.Store, context.OpenSources()),
            Configuration = context.Configuration,
            Port = port,
            Mode = mode,
            RunTimers = servesAll,
            MaxRequestBodyBytes = MaxRequestBodyBytes,
            Engine = context.Parts.Engine,
            Loggers = context.Loggers,
        };
        try
        {
            return new OwnRunHost(await LocalHost.StartAsync(lease, options, context.Interrupted), servesAll, context.Interrupted);
        }
        catch (Exception exception) when (exception is IOException or HubException)
        {
            throw new CliException(ExitCode.Invalid, "host", exception.Message);
        }
    }

    public async Task<string> StartAsync(RunRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var starter = _host.Services.GetRequiredService<RunStarter>();
        var runId = idempotencyKey is null ? null : RunId.ForIdempotencyKey(request.Pipeline, idempotencyKey);
        var started = await starter.StartAsync(_host.Client, request, runId, cancellationToken);
        Announce(started.Claim.Job.RunId);
        return started.Claim.Job.RunId;
    }

    public async Task<string> RerunAsync(string runId, bool fromFailed, CancellationToken cancellationToken)
    {
        var repeater = _host.Services.GetRequiredService<RunRepeater>();
        var started = await repeater.RepeatAsync(_host.Client, runId, fromFailed, RunOrigin.CommandLine, idempotencyKey: null, cancellationToken);
        Announce(started.Claim.Job.RunId);
        return started.Claim.Job.RunId;
    }

    public async Task<string> StartBackfillAsync(BackfillRequest request, string idempotencyKey, CancellationToken cancellationToken)
    {
        var starter = _host.Services.GetRequiredService<BackfillStarter>();
        var id = BackfillId.ForIdempotencyKey(request.Run.Pipeline, idempotencyKey);
        var started = await starter.StartAsync(_host.Client, request, id, cancellationToken);
        if (started.IsNew)
        {
            Announce(id);
        }
        else
        {
            // Nobody else works on this store, so its process has died.
            await ResumeBackfillAsync(id, cancellationToken);
        }

        return id;
    }

    public async Task ResumeBackfillAsync(string id, CancellationToken cancellationToken)
    {
        Announce(id);
        await ResumeRunsOfAsync(id, cancellationToken);
        await ResumeInstanceAsync(id, cancellationToken);
        await _host.Services.GetRequiredService<BackfillStarter>().ResumeAsync(_host.Client, id, cancellationToken);
    }

    public async Task CancelBackfillAsync(string id, CancellationToken cancellationToken)
    {
        await _host.Services.GetRequiredService<BackfillCanceller>().CancelAsync(_host.Client, id, cancellationToken);

        // Nobody works on it: it is brought to its end here, which starts nothing more.
        await ResumeBackfillAsync(id, cancellationToken);
    }

    private async Task ResumeRunsOfAsync(string backfillId, CancellationToken cancellationToken)
    {
        var records = _host.Services.GetRequiredService<RunRecords>();
        var backfill = await _host.Services.GetRequiredService<BackfillRecords>().ReadAsync(backfillId, cancellationToken) ?? throw new UnknownBackfillException(backfillId);

        // Those that were running, and those that may have been claimed without a word.
        foreach (var date in backfill.Runs.Where(run => !run.Status.HasEnded()).Take(backfill.Running + backfill.MaxParallel).Select(run => run.BusinessDate))
        {
            var runId = BackfillId.RunOf(backfillId, date);
            if (await records.FindClaimAsync(runId, cancellationToken) is not null && await records.FindSummaryAsync(runId, cancellationToken) is null)
            {
                await ResumeAsync(runId, cancellationToken);
            }
        }
    }

    public async Task ResumeAsync(string runId, CancellationToken cancellationToken)
    {
        Announce(runId);
        await ResumeInstanceAsync(runId, cancellationToken);
        await _host.Services.GetRequiredService<RunStarter>().ResumeAsync(_host.Client, runId, cancellationToken);
    }

    /// <summary>Goes on with everything that was interrupted.</summary>
    public Task<IReadOnlyList<string>> ResumeAllAsync() => _host.ResumeAllAsync(_interrupted);

    public async Task CancelAsync(string runId, CancellationToken cancellationToken)
    {
        await TakeUpAsync(runId, cancellationToken);
        await _host.Services.GetRequiredService<RunCanceller>().CancelAsync(_host.Client, runId, reason: null, cancellationToken);
    }

    public async Task ActAsync(string runId, RunAct act, CancellationToken cancellationToken)
    {
        var services = _host.Services;
        switch (act)
        {
            case RunAct.Pause:
                throw new CliException(ExitCode.Invalid, "conflict", $"Nobody works on run '{runId}', so there is nothing to pause. Go on with it with 'etl resume {runId}', or end it with 'etl cancel {runId}'.");
            case RunAct.Unpause:
                // Taken up first: a suspended instance does nothing, but it hears that it is to go on.
                await TakeUpAsync(runId, cancellationToken);
                await services.GetRequiredService<RunPauser>().UnpauseAsync(_host.Client, runId, cancellationToken);
                await ResumeAsync(runId, cancellationToken);
                break;
            case RunAct.Terminate:
                await services.GetRequiredService<RunTerminator>().TerminateAsync(_host.Client, runId, cancellationToken);
                break;
            default:
                await services.GetRequiredService<RunPurger>().PurgeAsync(_host.Client, runId, cancellationToken);
                break;
        }
    }

    public async Task<bool> IsPausedAsync(string runId, CancellationToken cancellationToken) =>
        await _host.Client.GetInstanceAsync(runId, getInputsAndOutputs: false, cancellationToken) is { RuntimeStatus: OrchestrationRuntimeStatus.Suspended };

    public async Task WorkEndedAsync(string runId, CancellationToken cancellationToken) =>
        await _host.Client.WaitForInstanceCompletionAsync(runId, getInputsAndOutputs: false, cancellationToken);

    public async Task OthersEndedAsync(CommandContext context)
    {
        if (_interrupted.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await WaitForOthersAsync(context);

            // Who comes later finds nobody who listens, and works on it when this process has ended. What came before that is waited for.
            await _host.StopListeningAsync();
            await WaitForOthersAsync(context);
        }
        catch (OperationCanceledException) when (_interrupted.IsCancellationRequested)
        {
            context.Output.Hint("Not waited for. See: etl runs");
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task WaitForOthersAsync(CommandContext context)
    {
        // Instances from before are interrupted runs, which wait for their own resume.
        var query = new OrchestrationQuery(CreatedFrom: _startedAt, Statuses: [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running]);
        await foreach (var instance in _host.Client.GetAllInstancesAsync(query).WithCancellation(_interrupted))
        {
            if (!_runIds.Contains(instance.InstanceId, StringComparer.Ordinal))
            {
                context.Output.Hint($"Waiting for run {instance.InstanceId}, which another command handed to this process. Ctrl-C leaves it to be resumed.");
            }

            await _host.Client.WaitForInstanceCompletionAsync(instance.InstanceId, getInputsAndOutputs: false, _interrupted);
        }
    }

    private async Task TakeUpAsync(string runId, CancellationToken cancellationToken)
    {
        if (await IsPausedAsync(runId, cancellationToken))
        {
            await _host.ResumeAsync(runId, cancellationToken);
        }
    }

    /// <summary>Nothing happens where the instance is not there: its process has died before it could schedule it.</summary>
    private async Task ResumeInstanceAsync(string id, CancellationToken cancellationToken)
    {
        if (await _host.Client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken) is not null)
        {
            await _host.ResumeAsync(id, cancellationToken);
        }
    }

    private void Announce(string runId)
    {
        if (!_servesAll)
        {
            _runIds.Add(runId);
            _host.Announce(_runIds);
        }
    }
}
