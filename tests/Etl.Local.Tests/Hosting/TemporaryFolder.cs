namespace Etl.Local.Tests.Hosting;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("etl-host-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
