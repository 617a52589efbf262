using System.Text.Json;
using Etl.Core.Registry;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Tests.Objects;

namespace Etl.Storage.Tests.Registry;

public sealed class TaskLogTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TaskLogs _logs;

    public TaskLogTests() => _logs = new TaskLogs(new FolderObjectStore(_folder.Path));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, "4")]
    [InlineData(3, "2 3 4")]
    [InlineData(100, "0 1 2 3 4")]
    public async Task Read_WithALimit_GivesTheLastLinesOfAllTasks_InOrderOfTime(int limit, string expected)
    {
        await WriteAsync("A", 1, 0, 3);
        await WriteAsync("B", 1, 1, 4);
        await WriteAsync("B", 2, 2);

        var lines = await _logs.ReadAsync("sales-1", null, limit, Ct);

        Assert.Equal(expected, string.Join(' ', lines.Select(line => line.Message)));
    }

    [Fact]
    public async Task Read_LinesOfTheSameTime_AreInTheOrderOfTasksAndOfTheirLogs()
    {
        var line = Line("B", 0);
        await _logs.WriteAsync("sales-1", "B", 1, Content(line with { Message = "b1" }, line with { Message = "b2" }), Ct);
        await _logs.WriteAsync("sales-1", "A", 1, Content(line with { Task = "A", Message = "a" }), Ct);

        Assert.Equal(["a", "b1", "b2"], (await _logs.ReadAsync("sales-1", null, cancellationToken: Ct)).Select(line => line.Message));
    }

    private Task WriteAsync(string task, int attempt, params int[] seconds) => _logs.WriteAsync("sales-1", task, attempt, Content([.. seconds.Select(second => Line(task, second))]), Ct);

    private static TaskLogLine Line(string task, int second) => new(DateTimeOffset.UnixEpoch.AddSeconds(second), task, 1, "Information", $"{second}");

    private static byte[] Content(params TaskLogLine[] lines) => [.. lines.SelectMany(line => JsonSerializer.SerializeToUtf8Bytes(line, RegistryJson.Options).Append((byte)'\n'))];
}
