using Etl.Local.Engine.History;

namespace Etl.Local.Engine.Orchestrations;

/// <summary>Brings new code to where the history ends, and checks that it decides the same again.</summary>
internal static class Replay
{
    /// <summary>Afterwards the execution is live.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">The code decided something else, more, or less.</exception>
    public static void Run(OrchestrationExecution execution, IReadOnlyList<HistoryEvent> history, bool compareInputs)
    {
        execution.IsReplaying = true;
        execution.Thread.Enter(() =>
        {
            foreach (var e in history)
            {
                if (e.IsDecision)
                {
                    Confirm(execution, e, compareInputs);
                }
                else if (e.Kind != EventKind.Created)
                {
                    execution.Tell(e);
                }
            }
        });

        if (execution.TryTakeDecision(out var more))
        {
            throw new NonDeterministicOrchestrationException(
                $"The history of '{execution.Header.Id}' has no step {more.TaskId}; the code now schedules {Describe(more)} there. {Question}");
        }

        execution.ForgetChanges();
        execution.IsReplaying = false;
    }

    private const string Question = "Was the orchestrator changed after this instance started?";

    private static void Confirm(OrchestrationExecution execution, in HistoryEvent past, bool compareInputs)
    {
        var said = $"The history of '{execution.Header.Id}' says step {past.TaskId} scheduled {HistoryEvent.Describe(past.Kind, past.Name)}";
        if (!execution.TryTakeDecision(out var now))
        {
            throw new NonDeterministicOrchestrationException(
                $"{said}; the code now schedules nothing there{(execution.HasFinished ? ", it has finished" : "")}. {Question}");
        }

        if (now.Kind != past.Kind || !string.Equals(now.Name, past.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw new NonDeterministicOrchestrationException($"{said}; the code now schedules {Describe(now)}. {Question}");
        }

        if (compareInputs && now.Payload != past.Payload)
        {
            throw new NonDeterministicOrchestrationException(
                $"{said} with {past.Payload ?? "no input"}; the code now schedules it with {now.Payload ?? "no input"}. "
                + "Does the input come from a clock, a random number or a GUID that is not the context's?");
        }

        now.Payload = past.Payload;
    }

    private static string Describe(Decision decision) => HistoryEvent.Describe(decision.Kind, decision.Name);
}
