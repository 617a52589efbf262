using Etl.Storage.Objects;
using Etl.Storage.Tests.Objects;

namespace Etl.Storage.Tests.Registry;

public sealed class FolderStoredVersionTests : StoredVersionRules
{
    private readonly TempFolder _folder = new();

    public override void Dispose()
    {
        base.Dispose();
        _folder.Dispose();
    }

    protected override Task<IObjectStore> OpenAsync() => Task.FromResult<IObjectStore>(new FolderObjectStore(_folder.Path));
}
