using System.Net;
using System.Net.Sockets;
using Etl.Cli.Running;
using Etl.Cli.Tests.Support;
using Etl.Local.Hosting.Hub;

namespace Etl.Cli.Tests;

public sealed class HandoverTests
{
    [Fact]
    public async Task RunForAProcessThatListensNoMore_WaitsForItsEndAndIsWorkedOnHere()
    {
        using var store = new TempStore();
        using var lease = HubLease.TryAcquire(store.Path)!;
        lease.Announce(FreePort(), "run", []);
        await using var output = new StringWriter();
        await using var error = new WatchedWriter("is handed to it");
        using var interrupt = new InterruptSignal();

        var running = new CliApp(NumbersPipeline.Catalog, output, error, interrupt).RunAsync(["run", "numbers", "--store", store.Path]);
        await error.Written.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        lease.Dispose();

        Assert.Equal(0, await running);
        Assert.Contains("Succeeded", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Of nobody, a moment ago.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class WatchedWriter(string text) : StringWriter
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Written => _written.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true)
            {
                _written.TrySetResult();
            }
        }
    }
}
