using System.CommandLine;

namespace Etl.Cli;

/// <summary>What the help of a command ends with.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["pipelines"] = ["etl pipelines", "etl pipelines --json"],
        ["pipelines pause"] = ["etl pipelines pause hotels"],
        ["pipelines unpause"] = ["etl pipelines unpause hotels"],
        ["plan"] = ["etl plan hotels", "etl plan hotels --format mermaid", "etl plan hotels --reuse --select +WriteGroupReport"],
        ["run"] = ["etl run hotels", "etl run hotels --date 2026-11-20 --select group:resort", "etl run hotels.resort --model RawBookings.Resort.path=bookings.csv", "etl run hotels --url https://my-etl.azurewebsites.net"],
        ["resume"] = ["etl resume hotels-20261120-nightly"],
        ["rerun"] = ["etl rerun hotels-20261120-nightly --from-failed"],
        ["cancel"] = ["etl cancel hotels-20261120-nightly"],
        ["pause"] = ["etl pause hotels-20261120-nightly"],
        ["unpause"] = ["etl unpause hotels-20261120-nightly"],
        ["terminate"] = ["etl terminate hotels-20261120-nightly"],
        ["purge"] = ["etl purge hotels-20261120-nightly"],
        ["backfill"] = ["etl backfill hotels.group --from 2026-11-01 --to 2026-11-20 --missing", "etl backfill hotels --from 2026-11-01 --to 2026-11-20 --max-parallel 4 --name november", "etl backfill hotels --from 2026-11-01 --to 2026-11-20 --url https://my-etl.azurewebsites.net"],
        ["backfills"] = ["etl backfills", "etl backfills --pipeline hotels.group --limit 5"],
        ["backfills show"] = ["etl backfills show hotels-b-4f2a91c07be3"],
        ["backfills cancel"] = ["etl backfills cancel hotels-b-4f2a91c07be3"],
        ["backfills resume"] = ["etl backfills resume hotels-b-4f2a91c07be3"],
        ["runs"] = ["etl runs --limit 5 --pipeline hotels", "etl runs --status failed,interrupted", "etl runs --from 2026-11-01 --to 2026-11-20"],
        ["show"] = ["etl show hotels-20261120-nightly", "etl show hotels-20261120-nightly --json"],
        ["logs"] = ["etl logs hotels-20261120-nightly", "etl logs hotels-20261120-nightly LoadRawBookings.City", "etl logs hotels-20261120-nightly -f"],
        ["models"] = ["etl models", "etl models --store UseDevelopmentStorage=true"],
        ["model"] = ["etl model show Bookings.Resort", "etl model cat Bookings.Resort --limit 5", "etl model lineage GroupKpis"],
        ["model show"] = ["etl model show Bookings.Resort", "etl model show OnTheBooks[2026-11-20]"],
        ["model cat"] = ["etl model cat MonthlyKpis.Resort --limit 5", "etl model cat GroupReport > report.html"],
        ["model lineage"] = ["etl model lineage GroupKpis", "etl model lineage RawBookings.City --down --format mermaid"],
        ["publish"] = ["etl publish hotels-20261120-nightly --force"],
        ["gc"] = ["etl gc --keep-last 3 --keep-days 30", "etl gc --keep-last 3 --keep-days 30 --apply"],
        ["serve"] = ["etl serve --port 8080 --store .etl"],
        ["completion"] = ["source <(etl completion bash)", "etl completion pwsh | Out-String | Invoke-Expression"],
        ["doctor"] = ["etl doctor", "etl doctor --store UseDevelopmentStorage=true --json"],
    };

    /// <summary>Those of a command such as <c>backfills show</c>; none for one that only has subcommands.</summary>
    public static IReadOnlyList<string> Of(string path) => Known.GetValueOrDefault(path) ?? [];

    /// <summary>Adds them to the description of the command that was parsed, so that the list of all commands stays one line each.</summary>
    public static void AddTo(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = parsed.CommandResult.Parent is System.CommandLine.Parsing.CommandResult { Command: not RootCommand } parent ? $"{parent.Command.Name} {command.Name}" : command.Name;
        if (Of(path) is { Count: > 0 } examples)
        {
            command.Description += $"{Environment.NewLine}{Environment.NewLine}  Examples:{string.Concat(examples.Select(example => $"{Environment.NewLine}    {example}"))}";
        }
    }
}
