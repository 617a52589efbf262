using System.Collections.Concurrent;
using Etl.Core.Registry;

namespace Etl.Storage.Registry;

/// <summary>Takes from the commit records of a run what publishing needs. What the versions of a run have in common, half of their memory, is there once. Thread-safe.</summary>
internal sealed class PublishedTasks(RunClaim claim)
{
    private readonly OrderKey _order = claim.Order;
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);

    public PublishedTask Of(TaskCommit commit) => new(commit.Status, commit.Outputs.Select(output => Shared(output, commit)).ToArray());

    private ModelVersion Shared(ModelVersion output, TaskCommit commit) => output with
    {
        RunId = Shared(output.RunId),
        Task = output.Task == commit.Task ? commit.Task : output.Task,
        Order = output.Order == _order ? _order : output.Order,
        MediaType = Shared(output.MediaType),
        SchemaHash = output.SchemaHash is { } hash ? Shared(hash) : null,
    };

    private string Shared(string text) => _texts.GetOrAdd(text, text);
}
