using Microsoft.Extensions.Hosting;

namespace Etl.Local.Hosting.Http;

/// <summary>Leaves Ctrl-C and termination signals to the program that starts the host.</summary>
internal sealed class CallerOwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
