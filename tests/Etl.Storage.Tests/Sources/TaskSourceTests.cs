using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Storage.Sources;
using Etl.Storage.Tests.ModelData.Support;

namespace Etl.Storage.Tests.Sources;

public sealed class TaskSourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-sources-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task ATask_HasWhatItReadFromOutsideRecorded_EachReadingOnce()
    {
        var path = Path.Combine(_folder.FullName, "in.csv");
        await File.WriteAllTextAsync(path, "a,b");
        await using var attempt = new ModelBench(new MemoryObjectStore()).Open([Model.Of<Rates>()]);

        for (var i = 0; i < 2; i++)
        {
            await (await attempt.Context.OpenSourceAsync(path)).DisposeAsync();
        }

        attempt.Context.RecordSource("warehouse.bookings", "2026-03-01");

        Assert.Equal([path, "warehouse.bookings"], attempt.Data.Sources.Select(reading => reading.Location));
        Assert.StartsWith("3 bytes, changed ", attempt.Data.Sources[0].Version, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATaskOfARequestedRun_IsConfinedToTheRoots()
    {
        var path = Path.Combine(_folder.FullName, "in.csv");
        await File.WriteAllTextAsync(path, "a,b");
        await using var attempt = new ModelBench(new MemoryObjectStore(), new SourceOptions(), RunOrigin.Http).Open([Model.Of<Rates>()]);

        await Assert.ThrowsAsync<SourceException>(() => attempt.Context.OpenSourceAsync(path));
        Assert.IsAssignableFrom<PermanentTaskException>(await Assert.ThrowsAsync<SourceException>(() => attempt.Context.OpenSourceAsync("missing.csv")));

        Assert.Empty(attempt.Data.Sources);
    }
}
