using Etl.Functions.Tests.Support;
using Etl.Local.Engine;
using Etl.Local.Engine.History;
using Etl.Local.Engine.Hub;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Tests.Replay;

/// <summary>Takes the histories of all instances out of the hub of an app.</summary>
internal static class HistoryRecorder
{
    /// <summary>Stops the app.</summary>
    public static async Task<IReadOnlyList<RecordedInstance>> RecordAsync(TestApp app)
    {
        await app.Host.StopAsync(TimeSpan.Zero);
        using var file = HubFile.Open(Path.Combine(app.Folder, "hub", "hub.db"), SqliteSynchronous.Off);
        var reader = new HubReader(file);
        var rows = reader.Query(new OrchestrationQuery { FetchInputsAndOutputs = true }, after: 0, limit: 1_000);
        return [.. rows.Select(row => Of(row, reader.History(row.Seq), rows))];
    }

    private static RecordedInstance Of(InstanceRow row, List<HistoryEvent> history, List<InstanceRow> all)
    {
        // A child is called {parent}:{epoch}:{level}:{chunk}.
        var parent = all.FirstOrDefault(other => row.Id.StartsWith($"{other.Id}:", StringComparison.Ordinal));
        var isOver = history[^1].Kind is EventKind.Completed or EventKind.Failed or EventKind.Terminated;
        var steps = history.Where(step => step.Kind is not (EventKind.Created or EventKind.Completed or EventKind.Failed or EventKind.Terminated)).ToList();
        return new RecordedInstance(row.Id, row.Name, parent is null ? null : (parent.Id, parent.Name), row.Input, steps, isOver ? $"{history[^1].Kind}" : "Running", row.Output);
    }
}
