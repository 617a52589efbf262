using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Etl.Cli.Output;
using Etl.Cli.Output.Tables;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Functions.Runs;
using Etl.Local.Hosting;
using Etl.Local.Hosting.Hub;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Spectre.Console;

namespace Etl.Cli.Commands;

/// <summary><c>etl doctor</c></summary>
internal sealed class DoctorCommand : ICommand
{
    private const long LittleSpace = 1024L * 1024 * 1024;
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("doctor", "Check the runtime, settings, pipelines, store, hub, port, disk and clock, and say what to do");
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context)
    {
        // That this is reached means that the settings were read: a wrong one ends every command with all that is wrong with them.
        var findings = new List<DoctorFinding>
        {
            new("runtime", IsOk: true, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}", null),
            new("settings", IsOk: true, "known, with values of the right kind", null),
        };
        findings.AddRange(context.Catalog.Pipelines.Select(pipeline => Describe(context, pipeline)).Where(finding => !finding.IsOk).DefaultIfEmpty(new("pipelines", IsOk: true, $"{Readable.Count(context.Catalog.Pipelines.Count)} can be planned", null)));
        findings.AddRange(await StoreAsync(context));
        findings.Add(Port(context));
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(findings);
        }
        else
        {
            Show(context.Output, findings);
        }

        return findings.TrueForAll(finding => finding.IsOk) ? ExitCode.Success : ExitCode.Failed;
    }

    private static DoctorFinding Describe(CommandContext context, Pipeline pipeline)
    {
        try
        {
            context.Planner.Describe(pipeline.Name);
            return new("pipelines", IsOk: true, pipeline.Name, null);
        }
        catch (InvalidRunRequestException exception) when (pipeline.Schedules.Count == 0 && exception.Problems.All(problem => problem.Message.Contains(" needs the setting ", StringComparison.Ordinal)))
        {
            // Whoever starts it gives the settings; only a schedule can't.
            return new("pipelines", IsOk: true, pipeline.Name, null);
        }
        catch (InvalidRunRequestException exception)
        {
            return new("pipelines", IsOk: false, exception.Message, $"Mend it; see: etl plan {pipeline.Name}");
        }
    }

    private static async Task<IReadOnlyList<DoctorFinding>> StoreAsync(CommandContext context)
    {
        StoreContext? store;
        try
        {
            store = context.OpenExistingStore();
            if (store is null)
            {
                // It would be a folder, in which the hub lies, too.
                return [Missing(context.HubFolder)];
            }

            store = await context.OpenStoreAsync();
        }
        catch (CliException exception)
        {
            return [new("store", IsOk: false, exception.Message, "Name another store with --store or Etl__Storage, or mend the permissions of this one.")];
        }

        List<DoctorFinding> findings = [new("store", IsOk: true, $"{store.Store.Description} can be read and written", null)];
        findings.AddRange(await RecordsAsync(store, context.Interrupted));
        findings.Add(Hub(store));
        if (store.Folder is not null)
        {
            findings.Add(Disk(store.Folder));
        }

        return findings;
    }

    private static DoctorFinding Missing(string folder)
    {
        var existing = folder;
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        return File.Exists(existing)
            ? new("store", IsOk: false, $"'{folder}' can't be made, because '{existing}' is a file", "Name another store with --store or Etl__Storage.")
            : new("store", IsOk: true, "there is none yet; the first run makes it", null);
    }

    private static async Task<IReadOnlyList<DoctorFinding>> RecordsAsync(StoreContext store, CancellationToken cancellationToken)
    {
        try
        {
            var newest = await store.Records.ListRunsAsync(cancellationToken).FirstOrDefaultAsync(cancellationToken);
            if (newest is not null)
            {
                await store.Records.ReadRunAsync(newest.RunId, cancellationToken);
            }

            var heads = await store.Heads.ReadAsync(cancellationToken);
            return
            [
                new("records", IsOk: true, $"of schemas that this version reads (runs {RunClaim.CurrentSchema}); {Readable.Count(heads.Models.Count())} models published", null),
                Clock(newest),
            ];
        }
        catch (Exception exception) when (exception is RecordFormatException or StoreException)
        {
            return [new("records", IsOk: false, exception.Message, "If a newer version of the app wrote it, use that one; else restore the record from a backup.")];
        }
    }

    private static DoctorFinding Clock(RunIndexEntry? newest)
    {
        var now = CommandContext.Time.GetUtcNow();
        return newest is not null && newest.StartedAt > now + ClockTolerance
            ? new("clock", IsOk: false, $"it is {Readable.Time(now)} here, but run {newest.RunId} started at {Readable.Time(newest.StartedAt)}", "Set the clock (NTP): runs are ordered by their start, and newer ones would not be the latest.")
            : new("clock", IsOk: true, Readable.Time(now), null);
    }

    private static DoctorFinding Hub(StoreContext store)
    {
        if (!Directory.Exists(store.HubFolder) || !HubLease.IsHeld(store.HubFolder))
        {
            return HubCheck.FindProblem(store.HubFolder) is { } problem
                ? new("hub", IsOk: false, problem, "Runs that were interrupted go on from the store's records: move hub.db (with hub.db-wal and hub.db-shm) away, then etl resume RUN.")
                : new("hub", IsOk: true, "free", null);
        }

        return HubLease.ReadHolder(store.HubFolder) is { } holder
            ? new("hub", IsOk: true, $"held by process {holder.Pid} ('etl {holder.Mode}') on port {holder.Port}; it takes new runs", null)
            : new("hub", IsOk: false, $"a process holds the hub in '{store.HubFolder}' and does not say how to reach it", "Wait a moment if it is just starting; else end it.");
    }

    private static DoctorFinding Disk(string folder)
    {
        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        return free < LittleSpace
            ? new("disk", IsOk: false, $"{Readable.Bytes(free)} free for the store", "Make room: 'etl gc' shows what old versions take; or put the store elsewhere.")
            : new("disk", IsOk: true, $"{Readable.Bytes(free)} free for the store", null);
    }

    private static DoctorFinding Port(CommandContext context)
    {
        const int port = LocalHostOptions.DefaultPort;
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return new("port", IsOk: true, string.Create(CultureInfo.InvariantCulture, $"{port} is free for 'etl serve'"), null);
        }
        catch (SocketException)
        {
            var hub = context.OpenExistingStore()?.HubFolder;
            var isOurs = hub is not null && Directory.Exists(hub) && HubLease.ReadHolder(hub)?.Port == port;
            return isOurs
                ? new("port", IsOk: true, string.Create(CultureInfo.InvariantCulture, $"'etl serve' answers on {port}"), null)
                : new("port", IsOk: true, string.Create(CultureInfo.InvariantCulture, $"{port} is taken by another program"), "Serve on another one: etl serve --port 0");
        }
    }

    private static void Show(CliOutput output, List<DoctorFinding> findings)
    {
        var table = new FittedTable().Add("").Add("Check").Add("Found", Room.Words);
        var hasAdvice = findings.Exists(finding => finding.Advice is not null);
        if (hasAdvice)
        {
            table.Add("What to do", Room.Words);
        }

        foreach (var finding in findings)
        {
            TableCell[] cells = [finding.IsOk ? new TableCell("ok", Styles.Done) : new TableCell("wrong", Styles.Failed), finding.Check, finding.Found];
            table.AddRow(hasAdvice ? [.. cells, finding.Advice] : cells);
        }

        output.WriteTable(table);
    }
}
