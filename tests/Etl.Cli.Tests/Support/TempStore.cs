namespace Etl.Cli.Tests.Support;

internal sealed class TempStore : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-cli-");

    /// <summary>Does not exist until a command makes it.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "store");

    public string File(string name, string content)
    {
        var path = System.IO.Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
