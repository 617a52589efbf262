using System.CommandLine;
using Microsoft.Extensions.Configuration;

namespace Etl.Cli.Remote;

/// <summary>Where an app answers over HTTP, and the function key that it asks for. The key is never printed.</summary>
internal sealed class RemoteApp
{
    private const string UrlSetting = "Etl:Url";
    private const string KeySetting = "Etl:Key";

    /// <summary>Commands that work over the HTTP API; the others need the store itself.</summary>
    private static readonly string[] Commands = ["pipelines", "plan", "run", "rerun", "cancel", "pause", "unpause", "terminate", "purge", "backfill", "backfills", "runs", "show", "logs", "models", "model"];

    private RemoteApp(Uri api, string? key)
    {
        Api = api;
        Key = key;
    }

    /// <summary>Ends with a slash; paths of the API are relative to it.</summary>
    public Uri Api { get; }

    /// <summary>Null for an app that asks for none.</summary>
    public string? Key { get; }

    /// <summary>Whether <c>etl COMMAND --url</c> works.</summary>
    public static bool Has(string command) => Commands.Contains(command, StringComparer.Ordinal);

    /// <summary>The app that a command line or the environment names; null for a store.</summary>
    /// <exception cref="CliException">The address is wrong or not safe, or the command does not work with it.</exception>
    public static RemoteApp? Read(ParseResult arguments, IConfiguration environment)
    {
        var given = arguments.GetValue(CommonOptions.Url) is { Length: > 0 } option ? option : null;
        var hasStore = arguments.GetValue(CommonOptions.Store) is { Length: > 0 };
        if (given is not null && hasStore)
        {
            throw new CliException(ExitCode.Invalid, "invalid-arguments", "--url and --store exclude each other: a command works with an app over HTTP, or with a store.");
        }

        if ((given ?? (hasStore ? null : environment[UrlSetting])) is not { Length: > 0 } url)
        {
            return null;
        }

        var command = TopCommand(arguments);
        return Has(command)
            ? new RemoteApp(Check(url), arguments.GetValue(CommonOptions.Key) is { Length: > 0 } key ? key : environment[KeySetting])
            : command == "completion"
                ? null
                : throw new CliException(ExitCode.Invalid, "not-remote", $"'etl {command}' works on a store, not over HTTP. Leave out --url{(given is null ? " (here it comes from Etl__Url)" : "")} and name the store of the app with --store.");
    }

    /// <summary>The settings of the environment without these two, which are the command line's own.</summary>
    public static IConfiguration Without(IConfiguration environment) => new ConfigurationBuilder()
        .AddInMemoryCollection(environment.AsEnumerable().Where(pair => !pair.Key.Equals(UrlSetting, StringComparison.OrdinalIgnoreCase) && !pair.Key.Equals(KeySetting, StringComparison.OrdinalIgnoreCase)))
        .Build();

    private static string TopCommand(ParseResult arguments)
    {
        var result = arguments.CommandResult;
        while (result.Parent is System.CommandLine.Parsing.CommandResult { Command: not RootCommand } parent)
        {
            result = parent;
        }

        return result.Command.Name;
    }

    private static Uri Check(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
        {
            // Not repeated as it is: a key in it would be printed.
            throw new CliException(ExitCode.Invalid, "invalid-arguments", "--url must be the address of an app, such as https://my-etl.azurewebsites.net, with no query; its function key is given by --key or Etl__Key.");
        }

        if (uri.Scheme == "http" && !uri.IsLoopback)
        {
            throw new CliException(ExitCode.Invalid, "invalid-arguments", $"--url {uri.GetLeftPart(UriPartial.Authority)} is not https. Without it, anybody on the way could read the key.");
        }

        var path = uri.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri(path.EndsWith("/api", StringComparison.Ordinal) ? $"{path}/" : $"{path}/api/");
    }
}
