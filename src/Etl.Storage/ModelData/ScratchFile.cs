using Etl.Core.Checks;

namespace Etl.Storage.ModelData;

/// <summary>Temporary files of checks, in the folder that the system has for such files (TMPDIR).</summary>
internal static class ScratchFile
{
    private const int BufferSize = 1;

    public static CheckScratch Default { get; } = new(() => Open(Path.GetTempPath()));

    /// <summary>A file that is gone when it is closed, and on Unix even when the process is killed.</summary>
    public static Stream Open(string folder)
    {
        var path = Path.Combine(folder, $"etl-check-{Guid.NewGuid():N}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = BufferSize,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var stream = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            // An open file lives without a name.
            File.Delete(path);
        }

        return stream;
    }
}
