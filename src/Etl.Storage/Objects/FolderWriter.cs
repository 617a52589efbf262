namespace Etl.Storage.Objects;

/// <summary>
/// Gives finished files their names, durably: the file is on disk before it has its name, and the name is on disk before a call
/// returns. A crash at any point leaves the old file or the new one, and perhaps a leftover temp file.
/// </summary>
/// <param name="layout">Where the files are.</param>
/// <param name="hasLinks">False where the file system is known to have no hard links, such as a USB stick's.</param>
internal sealed class FolderWriter(FolderLayout layout, bool hasLinks)
{
    private const int MostWindowsAttempts = 50;

    private readonly DurableFolders _folders = new(layout.Root);

    public TempFile CreateTemp() => new(layout.TempFolder);

    /// <summary>Writes a whole file aside.</summary>
    public TempFile CreateTemp(ReadOnlySpan<byte> content, DateTime? laterThan = null)
    {
        var temp = CreateTemp();
        try
        {
            temp.Write(content);
            temp.Finish(laterThan);
            return temp;
        }
        catch
        {
            temp.Dispose();
            throw;
        }
    }

    /// <summary>Names the file, unless something has that name already. Atomic: of several callers one is told true.</summary>
    public async Task<bool> TryNameAsync(TempFile temp, string path, string lockPath, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(path)!;
        _folders.Ensure(folder);
        if (!await TryLinkOrMoveAsync(temp.Path, path, lockPath, cancellationToken))
        {
            return false;
        }

        DurableFolders.Flush(folder);
        return true;
    }

    /// <summary>Names the file, in place of what may have that name. Atomic: readers see the old file or the new one.</summary>
    public async Task ReplaceAsync(TempFile temp, string path, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(path)!;
        _folders.Ensure(folder);
        await RenameAsync(temp.Path, path, cancellationToken);
        DurableFolders.Flush(folder);
    }

    /// <summary>Deletes a file; nothing happens when there is none.</summary>
    public static void Delete(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
            DurableFolders.Flush(Path.GetDirectoryName(path)!);
        }
    }

    private async Task<bool> TryLinkOrMoveAsync(string temp, string path, string lockPath, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryMove(temp, path);
        }

        if (hasLinks && UnixFiles.TryLink(temp, path) is { } isOurs)
        {
            return isOurs;
        }

        using var held = await FolderLock.AcquireAsync(lockPath, cancellationToken);
        return TryMove(temp, path);
    }

    // Atomic by itself on Windows only; elsewhere the system looks first and then renames.
    private static bool TryMove(string temp, string path)
    {
        try
        {
            File.Move(temp, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    private static async Task RenameAsync(string temp, string path, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                File.Move(temp, path, overwrite: true);
                return;
            }
            catch (Exception e) when (OperatingSystem.IsWindows() && attempt < MostWindowsAttempts && e is IOException or UnauthorizedAccessException)
            {
                // Windows refuses while somebody reads the old file.
                await Task.Delay(Random.Shared.Next(1, 20), cancellationToken);
            }
        }
    }
}
