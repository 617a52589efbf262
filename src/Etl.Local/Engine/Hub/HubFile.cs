using Microsoft.Data.Sqlite;

namespace Etl.Local.Engine.Hub;

/// <summary>The database file of a hub, held by this engine alone until it is disposed.</summary>
internal sealed class HubFile : IDisposable
{
    private readonly FileStream _lock;

    private HubFile(string path, FileStream held, SqliteConnection connection)
    {
        Path = path;
        _lock = held;
        Connection = connection;
    }

    public string Path { get; }

    /// <summary>The only one that writes.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>Opens the file, or makes a new one.</summary>
    /// <exception cref="HubException">It is held by another engine, is not a hub, or can't be read.</exception>
    public static HubFile Open(string path, SqliteSynchronous synchronous)
    {
        path = System.IO.Path.GetFullPath(path);
        var held = Hold(path);
        SqliteConnection? connection = null;
        try
        {
            connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWriteCreate, pooling: false));
            connection.Open();
            // On macOS a plain fsync leaves what was written in the cache of the drive. Elsewhere the two do nothing.
            var full = synchronous == SqliteSynchronous.Full ? 1 : 0;
            HubSchema.Run(connection, $"""
                PRAGMA journal_mode = WAL; PRAGMA synchronous = {(int)synchronous}; PRAGMA wal_autocheckpoint = 4000;
                PRAGMA fullfsync = {full}; PRAGMA checkpoint_fullfsync = {full};
                """);
            HubSchema.Ensure(connection, path);
            return new(path, held, connection);
        }
        catch (Exception e)
        {
            connection?.Dispose();
            held.Dispose();
            if (e is SqliteException sqlite)
            {
                throw Unusable(path, sqlite);
            }

            throw;
        }
    }

    /// <summary>Loads SQLite, by making a hub in memory.</summary>
    public static void Preload()
    {
        const string InMemory = ":memory:";
        using var connection = new SqliteConnection(ConnectionString(InMemory, SqliteOpenMode.Memory, pooling: false));
        connection.Open();
        HubSchema.Ensure(connection, InMemory);
    }

    /// <summary>A connection for one reading; it comes from a pool. Readers never wait for the writer, nor it for them.</summary>
    public SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(ConnectionString(Path, SqliteOpenMode.ReadOnly, pooling: true));
        connection.Open();
        return connection;
    }

    public void Dispose()
    {
        using (var reader = new SqliteConnection(ConnectionString(Path, SqliteOpenMode.ReadOnly, pooling: true)))
        {
            SqliteConnection.ClearPool(reader);
        }

        Connection.Dispose();
        _lock.Dispose();
    }

    public static HubException Unusable(string path, SqliteException cause)
    {
        const int Corrupt = 11, NotADatabase = 26;
        return cause.SqliteErrorCode is Corrupt or NotADatabase
            ? new(path, $"The hub '{path}' is damaged or is not an SQLite database ({cause.Message}). Restore it from a backup, or move it away to begin with an empty one: runs that it held can't be resumed then.", cause)
            : new(path, $"The hub '{path}' can't be used ({cause.Message}). Check the disk's free space and the rights to the file.", cause);
    }

    private static string ConnectionString(string path, SqliteOpenMode mode, bool pooling)
        => new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = pooling }.ToString();

    // A file of its own: SQLite's locks come and go with each transaction, and are not to be disturbed by ours.
    private static FileStream Hold(string path)
    {
        const int LinuxWouldBlock = 11, MacWouldBlock = 35, WindowsSharingViolation = unchecked((int)0x80070020);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation)
        {
            throw new HubInUseException(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HubException(path, $"The hub '{path}' can't be opened ({e.Message}). Name a folder that can be written.", e);
        }
    }
}
