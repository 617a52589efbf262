namespace Etl.Cli;

/// <summary>What the process ends with.</summary>
public static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>Something failed while running, or the run was cancelled.</summary>
    public const int Failed = 1;

    /// <summary>Something was found before the first task started.</summary>
    public const int Invalid = 2;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
