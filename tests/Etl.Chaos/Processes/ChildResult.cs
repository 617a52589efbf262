namespace Etl.Chaos.Processes;

/// <summary>How a process ended, and what it said.</summary>
internal sealed record ChildResult(int ExitCode, bool Hung, string Output, string Error)
{
    private const int KilledBySignal = 128 + 9;

    public bool WasKilled => ExitCode == KilledBySignal;

    /// <summary>For a report of what went wrong.</summary>
    public override string ToString() => $"{(Hung ? "hung" : $"exit code {ExitCode}")}; its last words: {(Error.Length > 600 ? Error[^600..] : Error).ReplaceLineEndings(" | ")}";
}
