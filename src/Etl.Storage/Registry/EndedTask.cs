using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Storage.Registry;

/// <summary>What the summary of a run says of a task: a fraction of its commit record.</summary>
internal sealed record EndedTask(TaskNote Note, IReadOnlyList<ModelDocument> Models, IReadOnlyList<ModelCheckDocument> ChecksNotPassed)
{
    public static EndedTask Of(TaskCommit commit) => new(
        TaskNote.Of(commit),
        commit.Outputs.Select(ModelDocument.Of).ToArray(),
        ModelCheckDocument.NotPassed(commit.Details ?? []).ToArray());

    public RunStatus Status => Note.Status;

    /// <summary>Only for who has to publish them.</summary>
    public IReadOnlyList<ModelVersion> Outputs { get; init; } = [];
}
