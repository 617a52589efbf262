using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Activities;

namespace Etl.Functions.Tests.Support;

/// <summary>Inputs and outputs of orchestrations, short to write.</summary>
internal static class Snapshots
{
    public const string TheRun = "sales-20261121-nightly";

    public static TaskPolicy Policy { get; } = new() { MaxAttempts = 3, FirstRetryDelay = TimeSpan.FromSeconds(10), Timeout = TimeSpan.FromMinutes(10) };

    public static RunSnapshot Of(params TaskDescriptor[] tasks) =>
        new(RunSnapshot.CurrentSchema, TheRun, "sales", tasks, [], FailureMode.Continue, MaxFanOut: 100, CancelGrace: TimeSpan.FromSeconds(10));

    /// <summary>A task that provides a model of its own name.</summary>
    public static TaskDescriptor Task(string name, params string[] requires) => new(name, "", requires, [name], Policy);

    /// <summary>The version that <see cref="Succeeded"/> reports for a task.</summary>
    public static VersionId Version(string task) => new(task, $"v-{task}", TheRun, task);

    public static TaskOutcome Succeeded(RunTaskInput input) => new(input.Task, RunStatus.Succeeded, input.Attempt, false, null, [Version(input.Task)]);

    public static TaskOutcome Failed(RunTaskInput input, bool isRetryable) => TaskOutcome.Failure(input.Task, input.Attempt, new TaskError("IOException", $"attempt {input.Attempt} broke"), isRetryable);

    public static TaskOutcome Cancelled(RunTaskInput input) => new(input.Task, RunStatus.Cancelled, input.Attempt, false, null, []);
}
