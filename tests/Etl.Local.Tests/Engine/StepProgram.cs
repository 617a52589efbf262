using FsCheck;
using FsCheck.Fluent;
using Microsoft.DurableTask;

namespace Etl.Local.Tests.Engine;

/// <summary>
/// A small language of orchestrations. A program's result does not depend on the order in which its activities end,
/// but what it schedules does (<see cref="StepKind.Race"/>), so that a replay that mixes up the order is found out.
/// </summary>
internal static class StepProgram
{
    public static Arbitrary<Step[]> Programs => Arb.From(Steps(3).Select(s => s.ToArray()), Shrink);

    public static TestFunctions Functions() => new TestFunctions()
        .Orchestrator("Program", async c => await RunAsync(c, c.GetInput<Step[]>()!))
        .Orchestrator("FailingProgram", async c =>
        {
            await RunAsync(c, c.GetInput<Step[]>()!);
            throw new InvalidOperationException("as planned");
        })
        .Orchestrator("Sender", c =>
        {
            c.SendEvent(c.Parent!.InstanceId, $"event-{c.GetInput<int>()}", c.GetInput<int>());
            return Task.FromResult<object?>(null);
        })
        .Activity<int>("Double", i => i * 2)
        .Activity<int>("Fail", i => throw new InvalidOperationException($"code {i}: as planned"));

    /// <summary>Known by heart: what <see cref="RunAsync"/> has to come to.</summary>
    public static List<int> Expected(IEnumerable<Step> steps) => [.. steps.SelectMany(step => step.Kind switch
    {
        StepKind.Activity => [step.Value * 2],
        StepKind.FailingActivity => [-step.Value],
        StepKind.CancelledTimer => [-1],
        StepKind.Sub => Expected(step.Inner),
        StepKind.FailingSub => [-2],
        StepKind.Parallel => step.Inner.SelectMany(s => Expected([s])),
        StepKind.Event => [step.Value],
        StepKind.Race => [step.Value * 4],
        _ => (IEnumerable<int>)[],
    })];

    private static async Task<List<int>> RunAsync(TaskOrchestrationContext c, IReadOnlyList<Step> steps)
    {
        var results = new List<int>();
        foreach (var step in steps)
        {
            results.AddRange(await RunAsync(c, step));
        }

        return results;
    }

    private static async Task<List<int>> RunAsync(TaskOrchestrationContext c, Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Activity:
                return [await c.CallActivityAsync<int>("Double", step.Value)];
            case StepKind.FailingActivity:
                try
                {
                    return [await c.CallActivityAsync<int>("Fail", step.Value)];
                }
                catch (TaskFailedException e) when (e.FailureDetails.ErrorType == $"code {step.Value}")
                {
                    return [-step.Value];
                }

            case StepKind.Timer:
                await c.CreateTimer(TimeSpan.FromSeconds(step.Value), CancellationToken.None);
                return [];
            case StepKind.CancelledTimer:
                using (var source = new CancellationTokenSource())
                {
                    var timer = c.CreateTimer(TimeSpan.FromDays(step.Value + 1), source.Token);
                    source.Cancel();
                    return timer.IsCanceled ? [-1] : [0];
                }

            case StepKind.Sub:
                return await c.CallSubOrchestratorAsync<List<int>>("Program", step.Inner);
            case StepKind.FailingSub:
                try
                {
                    return await c.CallSubOrchestratorAsync<List<int>>("FailingProgram", step.Inner);
                }
                catch (TaskFailedException e) when (e.FailureDetails.ErrorMessage == "as planned")
                {
                    return [-2];
                }

            case StepKind.Parallel:
                return [.. (await Task.WhenAll(step.Inner.Select(s => RunAsync(c, s)))).SelectMany(r => r)];
            case StepKind.Event:
                var sender = c.CallSubOrchestratorAsync("Sender", step.Value);
                var received = await c.WaitForExternalEvent<int>($"event-{step.Value}");
                await sender;
                return [received];
            case StepKind.Race:
                var one = c.CallActivityAsync<int>("Double", step.Value);
                var two = c.CallActivityAsync<int>("Double", step.Value);
                if (await Task.WhenAny(one, two) == one)
                {
                    await c.CallActivityAsync("Double", 0);
                }
                else
                {
                    await c.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
                }

                return [await one + await two];
            case StepKind.Guid:
                await c.CallActivityAsync("Double", Math.Abs(BitConverter.ToInt16(c.NewGuid().ToByteArray())));
                return [];
            default:
                c.SetCustomStatus(step.Value);
                return [];
        }
    }

    private static Gen<List<Step>> Steps(int depth)
        => Gen.Choose(0, 4).SelectMany(n => Gen.CollectToList(Enumerable.Range(0, n), _ => OneStep(depth)));

    private static Gen<Step> OneStep(int depth)
    {
        var leaf = Gen.Elements(Enum.GetValues<StepKind>().Where(k => !HasInner(k)).ToArray())
            .SelectMany(kind => Gen.Choose(1, 9).Select(value => new Step(kind, value, [])));
        if (depth == 0)
        {
            return leaf;
        }

        var branch = Gen.Elements(Enum.GetValues<StepKind>().Where(HasInner).ToArray())
            .SelectMany(kind => Steps(depth - 1).Select(inner => new Step(kind, 0, inner)));
        return Gen.Frequency((3, leaf), (1, branch));
    }

    private static bool HasInner(StepKind kind) => kind is StepKind.Sub or StepKind.FailingSub or StepKind.Parallel;

    private static IEnumerable<Step[]> Shrink(Step[] steps)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            yield return [.. steps[..i], .. steps[(i + 1)..]];
            yield return [.. steps[..i], .. steps[i].Inner, .. steps[(i + 1)..]];
        }
    }
}
