using System.CommandLine;
using Etl.Cli.Commands;
using Etl.Cli.Output;
using Etl.Cli.Remote;
using Etl.Cli.Running;
using Etl.Cli.Telemetry;
using Etl.Core.Pipelines;
using Etl.Functions;
using Etl.Functions.Backfills;
using Etl.Functions.Models;
using Etl.Functions.Runs;
using Etl.Local.Engine;
using Etl.Local.Functions;
using Etl.Storage.Objects;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Etl.Cli;

/// <summary>Parses a command line, runs its command and turns every failure into one readable block and an exit code.</summary>
internal sealed class CliApp(PipelineCatalog catalog, TextWriter output, TextWriter error, InterruptSignal interrupt)
{
    private static readonly ICommand[] All =
    [
        new PipelinesCommand(), new PlanCommand(), new RunCommand(), new ResumeCommand(), new RerunCommand(), new CancelCommand(), RunActCommand.Pause, RunActCommand.Unpause, RunActCommand.Terminate, RunActCommand.Purge, new BackfillCommand(), new BackfillsCommand(),
        new RunsCommand(), new ShowCommand(), new LogsCommand(), new ModelsCommand(), new ModelCommand(), new PublishCommand(), new GcCommand(), new ServeCommand(), new DoctorCommand(), new CompletionCommand(),
    ];

    /// <summary>An argument that begins with @ is what it says, and not the name of a file with arguments.</summary>
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>What the commands stand on.</summary>
    public HostParts Parts { get; init; } = new();

    /// <summary>What the two streams are connected to.</summary>
    public Terminal Terminal { get; init; } = Terminal.None;

    /// <summary>The whole command line: every verb with its arguments and options.</summary>
    /// <param name="execute">Runs a verb's work.</param>
    public static RootCommand CreateRoot(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var root = new RootCommand("Runs ETL pipelines durably: on this machine, or as an Azure Function App.")
        {
            CommonOptions.Store, CommonOptions.Url, CommonOptions.Key, CommonOptions.Json, CommonOptions.Quiet, CommonOptions.Verbose,
        };
        foreach (var command in All)
        {
            root.Subcommands.Add(command.Create(execute));
        }

        return root;
    }

    /// <summary>Takes a command line apart; no argument asks for help.</summary>
    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> args) => root.Parse(args.Count == 0 ? ["--help"] : args, Parsing);

    public async Task<int> RunAsync(string[] args)
    {
        try
        {
            return await InvokeAsync(args);
        }
        catch (CliException failure)
        {
            // Help, and the document of an error, are results, too.
            await error.WriteLineAsync($"error: {failure.Message}");
            return failure.ExitCode;
        }
    }

    private async Task<int> InvokeAsync(string[] args)
    {
        var root = CreateRoot(ExecuteAsync);
        if (Completions.AreAsked(args))
        {
            await Completions.AttachAsync(root, args, catalog, new ConfigurationBuilder().AddEnvironmentVariables().Build(), CommandContext.Time, interrupt.Token);
        }

        var parsed = Parse(root, args);
        if (UsageErrors.Find(parsed) is { } wrong)
        {
            Output(parsed).WriteError(wrong);
            return ExitCode.Invalid;
        }

        Examples.AddTo(parsed);
        return await parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
            CancellationToken.None);
    }

    private async Task<int> ExecuteAsync(ParseResult arguments, Func<CommandContext, Task<int>> command)
    {
        var cli = Output(arguments);
        try
        {
            var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            var remote = RemoteApp.Read(arguments, environment);
            using var api = remote is null ? null : new ApiClient(remote);
            var settings = RemoteApp.Without(environment);
            var isVerbose = arguments.GetValue(CommonOptions.Verbose);
            await using var export = OtlpExport.Start(settings);
            using var console = isVerbose && export is null ? ConsoleLog.Create() : null;
            var loggers = export?.CreateLoggers(isVerbose ? ConsoleLog.AddTo : _ => { }) ?? (ILoggerFactory?)console ?? NullLoggerFactory.Instance;
            return await command(new CommandContext(catalog, settings, arguments, cli, loggers, interrupt.Token) { Api = api, Parts = Parts });
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
#pragma warning disable CA1031 // whatever goes wrong, a user reads one block and no stack trace
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var failure = Translate(exception);
            cli.WriteError(failure);
            if (arguments.GetValue(CommonOptions.Verbose))
            {
                await error.WriteLineAsync(exception.ToString());
            }

            return failure.ExitCode;
        }
    }

    private static CliException Translate(Exception exception) => exception switch
    {
        CliException known => known,
        InvalidRunRequestException invalid => new CliException(ExitCode.Invalid, "invalid-run", invalid.Message, invalid.Problems),
        UnknownPipelineException unknown => new CliException(ExitCode.Invalid, "unknown-pipeline", unknown.Message),
        UnknownRunException unknown => new CliException(ExitCode.Invalid, "unknown-run", unknown.Message),
        UnknownBackfillException unknown => new CliException(ExitCode.Invalid, "unknown-backfill", unknown.Message),
        UnknownModelException unknown => new CliException(ExitCode.Invalid, "unknown-model", unknown.Message),
        RunConflictException conflict => new CliException(ExitCode.Invalid, "conflict", conflict.Message),
        InvalidConfigurationException invalid => new CliException(ExitCode.Invalid, "invalid-configuration", invalid.Message),
        FunctionDiscoveryException faulty => new CliException(ExitCode.Invalid, "invalid-functions", faulty.Message),
        StoreException store => new CliException(ExitCode.Failed, "store", store.Message),
        HolderEndedException ended => new CliException(ExitCode.Failed, "hub-held", ended.Message),
        HubException hub => new CliException(ExitCode.Failed, "hub", hub.Message),
        IOException io => new CliException(ExitCode.Failed, "io", io.Message),
        UnauthorizedAccessException denied => new CliException(ExitCode.Invalid, "permission-denied", denied.Message),
        _ => new CliException(ExitCode.Failed, "unexpected", $"{exception.GetType().Name}: {exception.Message} Run it again with --verbose to see where."),
    };

    private CliOutput Output(ParseResult arguments) => new(
        output,
        error,
        arguments.GetValue(CommonOptions.Json),
        arguments.GetValue(CommonOptions.Quiet),
        Terminal);
}
