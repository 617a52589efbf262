using Etl.Storage.Objects;

namespace Etl.Storage.Tests.Registry.Simulation;

/// <summary>
/// A few processes on one store, without threads: every operation on the store, every timer and every start of a process is a step, and a list of
/// <see cref="Choice"/>s decides the order of the steps and what goes wrong in them. The same choices give the same run.
/// </summary>
internal sealed class Simulation(SimulatedStorage storage)
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SingleThread _thread = new();
    private readonly List<Waiting> _waiting = [];
    private readonly List<(string Text, Action Effect)> _ghosts = [];
    private readonly List<Startable> _startables = [];
    private readonly List<SimulatedProcess> _running = [];
    private readonly List<SimulatedProcess> _processes = [];
    private readonly List<string> _trace = [];
    private TimeSpan _passed;
    private int _steps;

    public SimulatedStorage Storage => storage;

    public List<SimulatedClock.Timer> Timers { get; } = [];

    public DateTimeOffset Now => Epoch.AddSeconds(_steps) + _passed;

    public int Steps => _steps;

    /// <summary>What happened, one line a step.</summary>
    public string Trace => string.Join(Environment.NewLine, _trace);

    /// <summary>How often each fate was met.</summary>
    public Dictionary<Fate, int> Met { get; } = [];

    /// <summary>What a program threw that no program should.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>A process that may start from now on, when its condition holds.</summary>
    /// <param name="name">For the trace.</param>
    /// <param name="canStart">Its condition.</param>
    /// <param name="program">What it does.</param>
    /// <param name="died">Called when it dies, or gives up on a failing store.</param>
    public void MayStart(string name, Func<bool> canStart, Func<SimulatedProcess, Task> program, Action? died = null) =>
        _startables.Add(new Startable(name, canStart, program, died));

    /// <summary>Something that may happen from now on, in one step, when its condition holds.</summary>
    public void MayHappen(string name, Func<bool> canHappen, Action happens) => _startables.Add(new Startable(name, canHappen, Program: null, happens));

    /// <summary>Time goes by in which nothing happens. No attempt and no operation lasts so long: all processes have died, and what they had begun does not take effect any more.</summary>
    public void Pass(TimeSpan time)
    {
        _passed += time;
        _waiting.Clear();
        _ghosts.Clear();
        Timers.Clear();
        foreach (var process in _running.ToList())
        {
            Kill(process, "dies");
        }

        _processes.ForEach(process => process.IsDead = true);
    }

    /// <summary>Processes are stopped and nothing takes their place; what they have begun may still take effect.</summary>
    public void Stop(Func<SimulatedProcess, bool> isStopped)
    {
        foreach (var process in _running.Where(isStopped).ToList())
        {
            _ghosts.AddRange(_waiting.Where(operation => operation.Process == process).Select(operation => ($"{process.Name}: {operation.Text}", (Action)(() => operation.Perform()))));
            End(process, "is stopped");
        }
    }

    public Task<T> Add<T>(SimulatedProcess process, InMemoryObjectStore.Operation<T> operation)
    {
        var answer = new TaskCompletionSource<T>();
        _waiting.Add(new Waiting(
            process,
            $"{operation.Kind} {operation.Name}",
            IsPut: operation.Retry is not null,
            Perform: () =>
            {
                var result = operation.Effect();
                return () => answer.SetResult(result);
            },
            PerformTwice: () =>
            {
                var result = operation.Effect();
                return () => answer.SetResult(operation.Retry is null ? result : operation.Retry());
            },
            Fail: () => answer.SetException(new StoreException($"{operation.Kind} {operation.Name} failed.", isTransient: true))));
        return answer.Task;
    }

    /// <summary>Takes one step; false when nothing can happen any more.</summary>
    public bool Step(Choice choice)
    {
        _steps++;
        var startables = choice.Fate == Fate.Start || _waiting.Count == 0 ? _startables.FindAll(startable => startable.CanStart()) : [];
        if (choice.Fate == Fate.Start && startables.Count > 0)
        {
            Start(choice.From(startables, _ => false));
        }
        else if (choice.Fate == Fate.Timer && Timers.Count > 0)
        {
            FireTimer(choice);
        }
        else if (choice.Fate == Fate.Ghost && _ghosts.Count > 0)
        {
            Haunt(choice);
        }
        else if (_waiting.Count > 0)
        {
            Answer(choice);
        }
        else if (startables.Count > 0)
        {
            Start(startables[0]);
        }
        else if (Timers.Count > 0)
        {
            FireTimer(default);
        }
        else if (_ghosts.Count > 0)
        {
            Haunt(default);
        }
        else
        {
            return false;
        }

        return true;
    }

    private void Start(Startable startable)
    {
        Meet(Fate.Start);
        _startables.Remove(startable);
        if (startable.Program is null)
        {
            _trace.Add($"{_steps,4} {startable.Name}");
            _thread.Run(startable.Died!);
            return;
        }

        var process = new SimulatedProcess(this, startable.Name, startable.Died);
        _trace.Add($"{_steps,4} {startable.Name}: starts");
        _running.Add(process);
        _processes.Add(process);
        _thread.Run(() => _ = RunAsync(process, startable.Program));
    }

    private async Task RunAsync(SimulatedProcess process, Func<SimulatedProcess, Task> program)
    {
        try
        {
            await program(process);
        }
        catch (StoreException exception) when (exception.IsTransient)
        {
            Kill(process, "gives up");
            return;
        }
#pragma warning disable CA1031 // whoever runs the simulation throws it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Failure = exception;
        }

        _running.Remove(process);
        _trace.Add($"{_steps,4} {process.Name}: ends");
    }

    private void FireTimer(Choice choice)
    {
        Meet(Fate.Timer);
        var timer = choice.From(Timers, _ => false);
        Timers.Remove(timer);
        _trace.Add($"{_steps,4} {timer.Process.Name}: timer fires");
        _thread.Run(timer.Fire);
    }

    private void Haunt(Choice choice)
    {
        Meet(Fate.Ghost);
        var ghost = choice.From(_ghosts, _ => true);
        _ghosts.Remove(ghost);
        _trace.Add($"{_steps,4} {ghost.Text}: takes effect late");
        ghost.Effect();
    }

    private void Answer(Choice choice)
    {
        var operation = choice.From(_waiting, waiting => waiting.IsPut);
        _waiting.Remove(operation);
        var fate = choice.Fate is Fate.Start or Fate.Timer or Fate.Ghost ? Fate.Answered : choice.Fate;
        Meet(fate);
        var text = $"{operation.Process.Name}: {operation.Text}";
        _trace.Add(fate == Fate.Answered ? $"{_steps,4} {text}" : $"{_steps,4} {text} => {fate}");
        if (fate is Fate.FailedForNow or Fate.CrashForNow)
        {
            _ghosts.Add((text, () => operation.Perform()));
        }

        var answer = fate switch
        {
            Fate.Answered => operation.Perform(),
            Fate.LostToItself => operation.PerformTwice(),
            Fate.FailedWithEffect => After(operation.Perform(), operation.Fail),
            Fate.CrashWithEffect => After(operation.Perform(), () => Kill(operation.Process, "dies")),
            Fate.Failed or Fate.FailedForNow => operation.Fail,
            _ => () => Kill(operation.Process, "dies"),
        };
        _thread.Run(answer);
    }

    private void Meet(Fate fate) => Met[fate] = Met.GetValueOrDefault(fate) + 1;

    private static Action After(Action unanswered, Action instead)
    {
        _ = unanswered;
        return instead;
    }

    private void Kill(SimulatedProcess process, string how)
    {
        End(process, how);
        process.Died?.Invoke();
    }

    private void End(SimulatedProcess process, string how)
    {
        process.IsDead = true;
        _waiting.RemoveAll(operation => operation.Process == process);
        Timers.RemoveAll(timer => timer.Process == process);
        _running.Remove(process);
        _trace.Add($"{_steps,4} {process.Name}: {how}");
    }

    private sealed record Startable(string Name, Func<bool> CanStart, Func<SimulatedProcess, Task>? Program, Action? Died);

    /// <summary>An operation that waits for its fate. It takes effect when performed, which returns how the caller gets the answer.</summary>
    private sealed record Waiting(SimulatedProcess Process, string Text, bool IsPut, Func<Action> Perform, Func<Action> PerformTwice, Action Fail);
}
