using Etl.Tests.Shared;

namespace Etl.Chaos.Stores;

/// <summary>The emulator that a campaign has for itself.</summary>
internal static class Azurite
{
    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    public static async Task<AzuriteProcess> StartAsync() =>
        await AzuriteProcess.TryStartAsync() ?? throw new InvalidOperationException("Azurite is not installed. Install it with: npm ci --prefix tests/azurite");
}
