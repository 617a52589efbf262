using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry.Retention;
using Etl.Storage.Tests.Registry.Simulation;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>Plays one scenario to its end and checks the rules at every step.</summary>
internal sealed class RegistryWorld
{
    private const int MaxSteps = 20_000;

    /// <summary>Enough for the last version to be unlisted, its record to be deleted, and then its bytes.</summary>
    private const int LastCollections = 5;

    private readonly Scenario _scenario;
    private readonly Func<RegistryWorld, SimulatedProcess, RunProgram> _program;
    private readonly Simulation.Simulation _simulation;
    private readonly Dictionary<string, int> _drivers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _pausedUntil = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stopped = new(StringComparer.Ordinal);
    private int _ids;
    private int _nights;

    public RegistryWorld(Scenario scenario, Func<RegistryWorld, SimulatedProcess, RunProgram> program, SimulatedStorage storage)
    {
        _scenario = scenario;
        _program = program;
        _simulation = new Simulation.Simulation(storage);
        var plans = new List<RunPlan>();
        foreach (var run in scenario.Runs)
        {
            var earlier = plans.FindLast(plan => plan.Scenario.IsConsumer == run.IsConsumer);
            plans.Add(new RunPlan(plans.Count + 1, run, run.Adopts == AdoptionSource.EarlierRun ? earlier : null));
        }

        Facts = new RegistryFacts(storage, plans, () => _simulation.Now);
    }

    public RegistryFacts Facts { get; }

    /// <summary>How many attempts came too late and took over the outcome of another one.</summary>
    public int Adopted { get; set; }

    /// <summary>What the garbage collection did.</summary>
    public List<GcReport> Reports { get; } = [];

    /// <summary>What happened, one line a step.</summary>
    public string Trace => _simulation.Trace;

    /// <summary>How often each fate was met.</summary>
    public IReadOnlyDictionary<Fate, int> Met => _simulation.Met;

    /// <summary>How often a task had to wait for a slot of a pool.</summary>
    public int WaitedForSlots { get; set; }

    /// <summary>How many attempts lost their slot while they worked.</summary>
    public int LostSlots { get; set; }

    public string NewId(string kind) => $"{kind}{++_ids}";

    public int AnyOf(int count) => ++_ids % count;

    public bool IsScheduled(RunPlan plan) => _drivers.ContainsKey(plan.RunId);

    /// <summary>Stands still from when it is first asked, for as many nights as it is to; then a process drives the run on.</summary>
    public bool Pauses(RunPlan plan)
    {
        _pausedUntil.TryAdd(plan.RunId, Math.Min(_nights + plan.Scenario.PausedNights, _scenario.QuietNights + _scenario.Collections));
        if (!IsPaused(plan))
        {
            return false;
        }

        var number = ++_drivers[plan.RunId];
        MayStart($"{plan.RunId} driver {number} after a pause", () => !IsPaused(plan) && !WasStopped(plan), program => program.DriveAsync(plan, isResume: true), () => Drive(plan, isResume: true));
        return true;
    }

    /// <summary>From now on there is always a process that drives the run, until one has driven it to its end.</summary>
    public void Schedule(RunPlan plan)
    {
        _drivers.TryAdd(plan.RunId, 0);
        Drive(plan, isResume: false);
    }

    /// <summary>From now on no process drives the run.</summary>
    public void StopDrivers(RunPlan plan)
    {
        _stopped.Add(plan.RunId);
        _simulation.Stop(process => process.Name.StartsWith($"{plan.RunId} ", StringComparison.Ordinal) && process.Name.Contains(" driver", StringComparison.Ordinal));
    }

    public bool WasStopped(RunPlan plan) => _stopped.Contains(plan.RunId);

    /// <summary>All choices, then whatever is left to do.</summary>
    /// <exception cref="ModelViolationException">A rule was broken; the message has the steps that led to it.</exception>
    public void Play()
    {
        try
        {
            foreach (var plan in Facts.Plans)
            {
                Cast(plan);
            }

            for (var i = 0; i < _scenario.Readers; i++)
            {
                MayStart($"reader-{i + 1}", () => Facts.Heads.Count > 1, program => program.ReadAsync());
            }

            for (var i = 0; i < _scenario.QuietNights; i++)
            {
                PlayOut();
                Pass();
            }

            for (var i = 0; i < _scenario.Collections; i++)
            {
                Collect();
                _simulation.MayHappen("some days go by", () => true, Pass);
            }

            foreach (var choice in _scenario.Choices)
            {
                Step(choice);
            }

            PlayOut();
            if (_scenario.Collections > 0)
            {
                for (var i = 0; i < LastCollections; i++)
                {
                    Pass();
                    Collect();
                    PlayOut();
                }

                Facts.Rules.CheckCollected();
            }

            Facts.Rules.CheckEnd();
            MayStart("audit", () => true, program => program.AuditAsync());
            PlayOut();
        }
        catch (ModelViolationException exception)
        {
            throw new ModelViolationException($"{exception.Message}{Environment.NewLine}{_simulation.Trace}");
        }
    }

    private void Pass()
    {
        _nights++;
        _simulation.Pass(RegistryRules.Night);
    }

    private void Collect() => MayStart("collection", () => true, program => program.CollectAsync());

    private void PlayOut()
    {
        while (Step(default))
        {
            Facts.Check(_simulation.Steps < MaxSteps, $"After {MaxSteps} steps there still is something to do.");
        }
    }

    private bool Step(Choice choice)
    {
        var isOver = !_simulation.Step(choice);
        if ((Facts.Violation ?? _simulation.Failure?.ToString()) is { } violation)
        {
            throw new ModelViolationException(violation);
        }

        return !isOver;
    }

    private void Cast(RunPlan plan)
    {
        var run = plan.Scenario;
        for (var i = 0; i <= run.Repeats; i++)
        {
            Claim(plan, i, "same");
        }

        for (var i = 0; i < run.OtherRequests; i++)
        {
            MayStart($"{plan.RunId} other request", () => Facts.Claims.ContainsKey(plan.RunId), program => program.StartAsync(plan, NewId("claim"), "other"));
        }

        for (var i = 0; i < run.Drivers; i++)
        {
            var isResume = i > 0;
            MayStart($"{plan.RunId} extra driver", () => IsScheduled(plan), program => program.DriveAsync(plan, isResume));
        }

        for (var i = 0; i < run.Cancels; i++)
        {
            MayStart($"{plan.RunId} cancel", () => Facts.Claims.ContainsKey(plan.RunId), program => program.CancelAsync(plan));
        }

        for (var i = 0; i < run.Terminates; i++)
        {
            Terminate(plan);
        }

        for (var i = 0; i < run.LateAttempts; i++)
        {
            var task = plan.Tasks[(i + run.Day) % plan.Tasks.Count];
            var attempt = (i % RunPlan.MaxAttempts) + 1;
            MayStart($"{plan.RunId} late {task.Name}", () => CanBeLate(plan, task, attempt), program => program.AttemptLateAsync(plan, task, attempt));
        }

        for (var i = 0; i < run.Forces; i++)
        {
            MayStart($"{plan.RunId} force", () => Facts.Endings.GetValueOrDefault(plan.RunId)?.Kind == RunEndingKind.Publish, program => program.ForceAsync(Facts.Claims[plan.RunId]));
        }

        for (var i = 0; i < run.Redeliveries; i++)
        {
            MayStart($"{plan.RunId} pin again", () => Facts.Claims.ContainsKey(plan.RunId), program => program.DeliverPinAsync(Facts.Claims[plan.RunId]));
            MayStart($"{plan.RunId} publish again", () => Facts.AllSucceeded(plan), program => program.DeliverPublishAsync(Facts.Claims[plan.RunId]));
            MayStart($"{plan.RunId} finish again", () => Facts.Endings.ContainsKey(plan.RunId), program => program.DeliverFinishAsync(Facts.Claims[plan.RunId], RunEndingKind.Fail));
        }
    }

    /// <summary>A client that dies, or is told that the store failed, asks again; so does the schedule's timer.</summary>
    private void Claim(RunPlan plan, int number, string requestHash) => MayStart(
        $"{plan.RunId} request {number + 1}",
        () => CanClaim(plan),
        program => plan.Scenario.IsScheduled ? program.TickAsync(plan, NewId("claim"), requestHash) : program.StartAsync(plan, NewId("claim"), requestHash),
        () => Claim(plan, number, requestHash));

    /// <summary>An operator whose command dies gives it again.</summary>
    private void Terminate(RunPlan plan) =>
        MayStart($"{plan.RunId} terminate", () => Facts.Claims.ContainsKey(plan.RunId), program => program.TerminateAsync(plan), () => Terminate(plan));

    /// <summary>A rerun comes when the run has ended that it repeats. A run that reads from others comes when one of them is about to publish: the last one, or the second.</summary>
    private bool CanClaim(RunPlan plan)
    {
        if (plan.Repeats is { } repeated && !Facts.Summaries.ContainsKey(repeated.RunId))
        {
            return false;
        }

        if (_nights < Math.Min(plan.Scenario.AfterNights, _scenario.QuietNights))
        {
            return false;
        }

        var providers = Facts.Plans.Where(other => !other.Scenario.IsConsumer).ToList();
        return !plan.Scenario.IsConsumer
            || providers.Count(other => Facts.Endings.GetValueOrDefault(other.RunId)?.Kind == RunEndingKind.Publish) >= Math.Min(plan.Scenario.PausedNights > 0 ? 1 : 2, providers.Count);
    }

    /// <summary>A message that is late was sent before: a further attempt of a task of a pack only when the record of the pack had left it open.</summary>
    private bool CanBeLate(RunPlan plan, TaskDescriptor task, int attempt)
    {
        var pack = plan.PackOf(task);
        return Facts.Pins.ContainsKey(plan.RunId)
            && Facts.Inputs(plan, task) is not null
            && pack.All(packed => Facts.Inputs(plan, packed) is not null)
            && (pack.Count == 0 || attempt == 1 || (Facts.Packs.GetValueOrDefault(plan.RunId) is { } record && record.Find(task.Name) is null));
    }

    private bool IsPaused(RunPlan plan) => _nights < _pausedUntil.GetValueOrDefault(plan.RunId);

    private void Drive(RunPlan plan, bool isResume)
    {
        var number = ++_drivers[plan.RunId];
        MayStart($"{plan.RunId} driver {number}", () => !WasStopped(plan), program => program.DriveAsync(plan, isResume), () => Drive(plan, isResume: true));
    }

    private void MayStart(string name, Func<bool> canStart, Func<RunProgram, Task> act, Action? died = null) =>
        _simulation.MayStart(name, canStart, process => act(_program(this, process)), died);
}
