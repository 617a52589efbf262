using System.ComponentModel;

namespace Etl.Storage.Objects;

/// <summary>The failures of file systems, by the error numbers of Windows, Linux and macOS.</summary>
internal sealed class FolderErrors(string root) : StoreErrors
{
    private enum Cause
    {
        Other,
        DiskFull,
        QuotaUsedUp,
        Denied,
        ReadOnlyFileSystem,
        NotAFolder,
        NameTooLong,
        TooManyOpenFiles,
        InUse,
    }

    /// <summary>An error number of a system call, as the exception that the translation knows.</summary>
    public static IOException FromErrorNumber(int errorNumber) => new(new Win32Exception(errorNumber).Message, errorNumber);

    public override bool Covers(Exception exception) => exception is IOException or UnauthorizedAccessException;

    public override StoreException Translate(Exception exception, string? name, string done)
    {
        var subject = SubjectOf(name);
        var what = $"{subject} can't be {done} in the folder {root}";
        return CauseOf(exception) switch
        {
            Cause.DiskFull => Permanent($"The disk of {root} is full: {subject} can't be {done}. Free some space and try again."),
            Cause.QuotaUsedUp => Permanent($"The disk quota of this user is used up: {what}. Free some space, or have the quota raised, and try again."),
            Cause.Denied => Permanent($"{what}: permission denied. Give the user {Environment.UserName} the right to read and write there, or choose another folder."),
            Cause.ReadOnlyFileSystem => Permanent($"{what}: its file system is read-only. Mount it writable, or choose another folder."),
            Cause.NotAFolder => Permanent($"{what}: a part of its path is a file, or can't be made. Move the file away, or choose another folder."),
            Cause.NameTooLong => Permanent($"{what}: the path is too long for this file system. Choose a folder with a shorter path, or shorter names."),
            Cause.TooManyOpenFiles => Transient($"{what}: too many files are open. Raise the limit (ulimit -n), or run fewer tasks at once."),
            Cause.InUse => Transient($"{what}: another program has the file open. Close it, and try again."),
            _ => Permanent($"{what}: {exception.Message}"),
        };

        StoreException Permanent(string message) => new(Sentence(message), isTransient: false, exception);
        StoreException Transient(string message) => new(Sentence(message), isTransient: true, exception);
    }

    private static Cause CauseOf(Exception exception) => exception switch
    {
        PathTooLongException => Cause.NameTooLong,
        UnauthorizedAccessException => Cause.Denied,
        DirectoryNotFoundException => Cause.NotAFolder,
        _ when OperatingSystem.IsWindows() => CauseOnWindows(exception.HResult & 0xFFFF),
        _ => CauseOnUnix(exception.HResult),
    };

    private static Cause CauseOnWindows(int error) => error switch
    {
        39 or 112 => Cause.DiskFull,
        1295 => Cause.QuotaUsedUp,
        5 => Cause.Denied,
        19 => Cause.ReadOnlyFileSystem,
        206 => Cause.NameTooLong,
        4 => Cause.TooManyOpenFiles,
        32 or 33 => Cause.InUse,
        _ => Cause.Other,
    };

    // The numbers of macOS where they differ: 63 name too long, 69 quota.
    private static Cause CauseOnUnix(int error) => error switch
    {
        28 => Cause.DiskFull,
        122 or 69 => Cause.QuotaUsedUp,
        1 or 13 => Cause.Denied,
        30 => Cause.ReadOnlyFileSystem,
        17 or 20 or 21 => Cause.NotAFolder,
        36 or 63 => Cause.NameTooLong,
        23 or 24 => Cause.TooManyOpenFiles,
        _ => Cause.Other,
    };
}
