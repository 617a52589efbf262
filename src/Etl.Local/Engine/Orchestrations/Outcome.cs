using Etl.Local.Engine.History;
using Microsoft.DurableTask;

namespace Etl.Local.Engine.Orchestrations;

/// <summary>How an execution ended.</summary>
internal abstract record Outcome
{
    private Outcome()
    {
    }

    public sealed record Completed(string? Output) : Outcome;

    public sealed record Failed(TaskFailureDetails Failure) : Outcome
    {
        /// <summary>Made here and not by the writer: a failure that can't be written must not end a transaction.</summary>
        public string Json { get; } = FailureJson.Write(Failure);
    }

    /// <summary>The instance starts again, with nothing of this execution but its id and parent.</summary>
    /// <param name="Events">Those that the next execution gets: what nobody waited for, if asked to, and what came after the code had asked to start again, oldest first.</param>
    public sealed record ContinuedAsNew(string? Input, IReadOnlyList<(string Name, string? Payload)> Events) : Outcome;
}
