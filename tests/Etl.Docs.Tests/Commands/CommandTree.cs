using System.CommandLine;
using Etl.Cli;
using Etl.Cli.Output;

namespace Etl.Docs.Tests.Commands;

/// <summary>The real command line, with nothing behind its commands.</summary>
internal static class CommandTree
{
    public static RootCommand Root { get; } = CliApp.CreateRoot((_, _) => Task.FromResult(0));

    /// <summary>What is wrong with the arguments of <c>etl</c>; null when nothing is.</summary>
    public static string? Problem(IReadOnlyList<string> args) => UsageErrors.Find(CliApp.Parse(Root, args))?.Message;
}
