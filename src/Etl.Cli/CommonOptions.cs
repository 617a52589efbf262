using System.CommandLine;

namespace Etl.Cli;

/// <summary>Options that more than one command has.</summary>
internal static class CommonOptions
{
    public static readonly Option<string?> Store = new("--store")
    {
        Description = "Folder or connection string of the store. Default: the setting Etl__Storage, or .etl",
        HelpName = "DIR|CONNECTION",
        Recursive = true,
    };

    public static readonly Option<string?> Url = new("--url")
    {
        Description = "Address of an app to work with over HTTP instead of a store. Default: the setting Etl__Url",
        HelpName = "URL",
        Recursive = true,
    };

    public static readonly Option<string?> Key = new("--key")
    {
        Description = "Function key for --url. Default: the setting Etl__Key, which does not show in the list of processes",
        HelpName = "KEY",
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document on standard output, everything else on standard error", Recursive = true };

    public static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Print errors only", Recursive = true };

    public static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Print the log too, on standard error", Recursive = true };
}
