namespace Etl.Cli.Tests.Support;

/// <summary>For tests that change environment variables or the console: no other test runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWide
{
    public const string Name = "process-wide";
}
