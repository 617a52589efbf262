using Microsoft.Data.Sqlite;

namespace Etl.Local.Engine.Hub;

/// <summary>The tables, and the numbers in the file's header that say whose they are.</summary>
internal static class HubSchema
{
    /// <summary>Raised by every change of the tables or of the meaning of their contents that an older engine could not read.</summary>
    public const int Version = 1;

    /// <summary>"ETLh": tells a hub from other SQLite files.</summary>
    private const int ApplicationId = 0x45544C68;

    // Inputs are in the history (position 0), because the row of an instance is written at every turn.
    private const string Tables = """
        CREATE TABLE instances (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            status INTEGER NOT NULL,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            parent INTEGER,
            parent_task INTEGER,
            parent_id TEXT,
            parent_name TEXT,
            custom_status TEXT,
            output TEXT,
            failure TEXT
        );
        CREATE INDEX instances_parent ON instances (parent) WHERE parent IS NOT NULL;
        CREATE INDEX instances_live ON instances (seq) WHERE status IN (0, 6, 7);
        CREATE TABLE history (
            instance INTEGER NOT NULL,
            position INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            ticks INTEGER NOT NULL,
            task INTEGER NOT NULL,
            name TEXT,
            payload TEXT,
            PRIMARY KEY (instance, position)
        ) WITHOUT ROWID;
        CREATE TABLE inbox (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            instance INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            task INTEGER NOT NULL,
            name TEXT,
            payload TEXT
        );
        CREATE INDEX inbox_instance ON inbox (instance);
        """;

    public static void Ensure(SqliteConnection connection, string path)
    {
        var application = Number(connection, "PRAGMA application_id");
        var version = Number(connection, "PRAGMA user_version");
        if (application == ApplicationId && version == Version)
        {
            return;
        }

        if (application == ApplicationId)
        {
            throw new HubException(path, version > Version
                ? $"The hub '{path}' was written by a newer version of this program (schema {version}; this one knows {Version}). Use that version, or another hub."
                : $"The hub '{path}' has schema {version}, which this program no longer reads (it knows {Version}). Finish its runs with the version that wrote it, or use another hub.");
        }

        if (application != 0 || version != 0 || Number(connection, "SELECT count(*) FROM sqlite_schema") != 0)
        {
            throw new HubException(path, $"'{path}' is an SQLite database, but not a hub. Move it away, or name another file.");
        }

        Run(connection, $"BEGIN IMMEDIATE; {Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT;");
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var statement = new Statement(connection, sql);
        statement.Execute();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var statement = new Statement(connection, sql);
        return (long)statement.Scalar()!;
    }
}
