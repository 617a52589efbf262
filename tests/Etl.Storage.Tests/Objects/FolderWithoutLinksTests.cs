using Etl.Storage.Objects;

namespace Etl.Storage.Tests.Objects;

/// <summary>As on a file system that has no hard links.</summary>
public class FolderWithoutLinksTests : RefusalRules
{
    private readonly TempFolder _folder = new();

    protected override int ManyEntries => 10;

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }

    protected override Task<IObjectStore> OpenAsync() => Task.FromResult<IObjectStore>(new FolderObjectStore(_folder.Path, time: null, hasLinks: false));
}
