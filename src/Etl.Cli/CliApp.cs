using System.CommandLine;
using Etl.Cli.Commands;
using Etl.Cli.Output;
using Etl.Cli.Running;
using Etl.Core.Pipelines;
using Etl.Functions;
using Etl.Functions.Models;
using Etl.Functions.Runs;
using Etl.Local.Engine;
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
        new PipelinesCommand(), new PlanCommand(), new RunCommand(), new ResumeCommand(), new RerunCommand(), new CancelCommand(), new BackfillCommand(),
        new RunsCommand(), new ShowCommand(), new ModelsCommand(), new ModelCommand(), new PublishCommand(), new GcCommand(), new ServeCommand(),
    ];

    public async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Runs ETL pipelines durably: on this machine, or as an Azure Function App.")
        {
            CommonOptions.Store, CommonOptions.Json, CommonOptions.Quiet, CommonOptions.Verbose,
        };
        foreach (var command in All)
        {
            root.Subcommands.Add(command.Create(ExecuteAsync));
        }

        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            var cli = Output(parsed);
            cli.WriteError(new CliException(ExitCode.Invalid, "invalid-arguments", UsageErrors.Describe(parsed)));
            return ExitCode.Invalid;
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
            CancellationToken.None);
    }

    private async Task<int> ExecuteAsync(ParseResult arguments, Func<CommandContext, Task<int>> command)
    {
        var cli = Output(arguments);
        try
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            using var loggers = arguments.GetValue(CommonOptions.Verbose) ? ConsoleLog.Create() : null;
            var context = new CommandContext(catalog, configuration, arguments, cli, (ILoggerFactory?)loggers ?? NullLoggerFactory.Instance, interrupt.Token);
            return await command(context);
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
        UnknownModelException unknown => new CliException(ExitCode.Invalid, "unknown-model", unknown.Message),
        RunConflictException conflict => new CliException(ExitCode.Invalid, "conflict", conflict.Message),
        InvalidConfigurationException invalid => new CliException(ExitCode.Invalid, "invalid-configuration", invalid.Message),
        StoreException store => new CliException(ExitCode.Failed, "store", store.Message),
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
        ReferenceEquals(error, Console.Error) && Terminal.IsInteractive);
}
