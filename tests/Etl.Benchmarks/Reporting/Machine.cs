using System.Runtime.InteropServices;

namespace Etl.Benchmarks.Reporting;

/// <summary>Where the figures come from.</summary>
/// <param name="System">The operating system.</param>
/// <param name="Processor">The model's name where the system tells it, else the architecture.</param>
/// <param name="Cores">That this process may use.</param>
/// <param name="MemoryBytes">That this process may use.</param>
/// <param name="Runtime">Of .NET.</param>
internal sealed record Machine(string System, string Processor, int Cores, long MemoryBytes, string Runtime)
{
    private const string ProcessorFile = "/proc/cpuinfo";

    public static Machine Current() => new(
        RuntimeInformation.OSDescription,
        ProcessorName() ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.FrameworkDescription);

    private static string? ProcessorName() =>
        File.Exists(ProcessorFile)
            ? File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim()
            : null;
}
