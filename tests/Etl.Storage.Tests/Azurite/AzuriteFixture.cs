using Azure.Storage.Blobs;
using Etl.Storage.Tests.Azurite;
using Etl.Tests.Shared;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace Etl.Storage.Tests.Azurite;

/// <summary>
/// One emulator of Azure Blob Storage for all tests of an assembly, started when the first test asks for it. Where tests/run.sh has
/// started one already, that one; where there is none to start, the tests that ask are skipped.
/// </summary>
public sealed class AzuriteFixture : IAsyncDisposable
{
    private const string ConnectionVariable = "ETL_AZURITE_BLOB";

    private readonly Lazy<Task<AzuriteProcess?>> _process = new(AzuriteProcess.TryStartAsync);

    /// <summary>The connection string; skips the calling test when there is no emulator.</summary>
    public async Task<string> ConnectAsync()
    {
        if (Environment.GetEnvironmentVariable(ConnectionVariable) is { Length: > 0 } connection)
        {
            return connection;
        }

        var process = await _process.Value;
        Assert.SkipWhen(process is null, "Azurite is not installed; tests/run.sh installs it");
        return process.ConnectionString;
    }

    /// <summary>A new container, for one test, and a client of it with these options.</summary>
    public async Task<BlobContainerClient> CreateContainerAsync(BlobClientOptions? options = null)
    {
        var connection = await ConnectAsync();
        var name = $"test-{Guid.NewGuid():N}";
        await new BlobContainerClient(connection, name).CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        return new BlobContainerClient(connection, name, options ?? new BlobClientOptions());
    }

    public async ValueTask DisposeAsync()
    {
        if (_process.IsValueCreated && await _process.Value is { } process)
        {
            await process.DisposeAsync();
        }
    }
}
