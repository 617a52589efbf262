using Etl.Local.Engine;
using Etl.Local.Engine.History;
using Etl.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Etl.Local.Tests.Engine;

/// <summary>A hub in a folder of its own, and the engine that has it open.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("etl-engine-").FullName;
    private readonly TimeProvider _time;
    private DurableEngine? _engine;

    private TestHub(TestFunctions functions, TimeProvider? time)
    {
        Functions = functions;
        _time = time ?? Time;
    }

    public string Database => Path.Combine(_folder, "hub.db");

    public TestFunctions Functions { get; }

    /// <summary>Moved by the test; out of use when the hub was opened with another clock.</summary>
    public FakeTimeProvider Time { get; } = new();

    public DurableEngine Engine => _engine!;

    public DurableTaskClient Client => Engine.Client;

    /// <summary>So that a test that would hang fails.</summary>
    public static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    /// <param name="copyOf">Another hub's database as it was at some point; null for a new one.</param>
    public static async Task<TestHub> OpenAsync(
        TestFunctions? functions = null, DurableEngineOptions? options = null, TimeProvider? time = null, string? copyOf = null, ILoggerFactory? loggers = null)
    {
        var hub = new TestHub(functions ?? new(), time);
        if (copyOf is not null)
        {
            CopyDatabase(copyOf, hub.Database);
        }

        await hub.ReopenAsync(options, loggers);
        return hub;
    }

    /// <summary>The database and its log as they are on disk now: what a crash would leave.</summary>
    public static void CopyDatabase(string from, string to)
    {
        foreach (var suffix in (string[])["", "-wal"])
        {
            if (File.Exists(from + suffix))
            {
                File.Copy(from + suffix, to + suffix, overwrite: true);
            }
        }
    }

    public async Task ReopenAsync(DurableEngineOptions? options = null, ILoggerFactory? loggers = null)
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        _engine = await DurableEngine.OpenAsync(Database, Functions, options ?? new(), _time, loggers ?? NullLoggerFactory.Instance, CancellationToken.None);
    }

    public Task<string> StartAsync(string orchestrator, object? input = null, string? id = null)
        => Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(id));

    public Task<OrchestrationMetadata> EndOfAsync(string id) => Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, Patience);

    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null, string? id = null)
        => await EndOfAsync(await StartAsync(orchestrator, input, id));

    /// <summary>The instance as it is when the engine has nothing left to do.</summary>
    public async Task<OrchestrationMetadata> IdleAsync(string id)
    {
        await Engine.IdleAsync().WaitAsync(Patience);
        return (await Client.GetInstanceAsync(id, getInputsAndOutputs: true, Patience))!;
    }

    /// <summary>"kind#task name payload", read behind the engine's back.</summary>
    public List<string> History(string id)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT h.kind, h.task, h.name, h.payload FROM history h JOIN instances i ON i.seq = h.instance WHERE i.id = $id ORDER BY h.position";
        command.Parameters.AddWithValue("$id", id);
        using var row = command.ExecuteReader();
        var lines = new List<string>();
        while (row.Read())
        {
            lines.Add($"{(EventKind)row.GetInt32(0)}#{row.GetInt32(1)} {row.GetValue(2)} {row.GetValue(3)}".TrimEnd());
        }

        return lines;
    }

    /// <summary>Changes the database as something else than the engine would.</summary>
    public void Tamper(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
