using System.Diagnostics;

namespace Etl.Benchmarks.Peers;

/// <summary>Waits for processes without leaving them behind.</summary>
internal static class ChildProcess
{
    /// <summary>Until the process has ended and its output was read; a cancelled wait ends the process.</summary>
    public static async Task WaitAsync(Process process, Task reading, CancellationToken cancellationToken)
    {
        try
        {
            await reading;
            await process.WaitForExitAsync(cancellationToken);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }
}
