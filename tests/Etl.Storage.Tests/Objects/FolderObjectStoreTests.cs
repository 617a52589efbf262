using Etl.Storage.Objects;

namespace Etl.Storage.Tests.Objects;

public class FolderObjectStoreTests : RefusalRules
{
    private readonly TempFolder _folder = new();

    protected override int ManyEntries => 500;

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }

    protected override Task<IObjectStore> OpenAsync() => Task.FromResult<IObjectStore>(new FolderObjectStore(_folder.Path));
}
