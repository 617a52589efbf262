using System.Runtime.InteropServices;
using Etl.Core.Models;
using Etl.Core.Partitions;

namespace Etl.Core.Planning;

/// <summary>
/// The models that the tasks of a pipeline require and provide, as numbers: names would be looked up again and again, which is most
/// of the time that a large plan takes. Also finds classes whose models would share names.
/// </summary>
internal sealed class ModelUses
{
    /// <summary>Few numbers are compared with each other faster than they are put into a set.</summary>
    private const int MaxCompared = 8;

    /// <summary>
    /// References lie all over the memory. Where many are looked at in a short loop, the processor waits for several at a time.
    /// Those that tasks make anew are still garbage soon.
    /// </summary>
    private const int BlockSize = 4096;

    /// <summary>Of a task, roughly: a guess that saves copies.</summary>
    private const int UsualModels = 4;

    private readonly List<ModelUse> _block = [];
    private readonly List<(PlannedTask Task, int Required, int Provided)> _blockTasks = [];
    private int[] _blockNumbers = [];

    // The models of task i: what it requires from 2i on, what it provides from 2i + 1 on.
    private readonly List<int> _start = [0];
    private readonly List<int> _numbers = [];

    private readonly List<PlannedTask> _tasksWithRanges = [];

    // By class name, since Bookings of two namespaces collide even when each is used with keys of its own.
    private readonly OrderedDictionary<string, List<(Type Type, string Task)>> _classes = new(StringComparer.Ordinal);
    private readonly HashSet<Type> _types = [];
    private Type? _latestType;

    /// <summary>In the order in which tasks first required or provided them.</summary>
    public ModelTable Table { get; } = new();

    /// <summary>Tasks that read more than one partition of a model.</summary>
    public IReadOnlyList<PlannedTask> TasksWithRanges => _tasksWithRanges;

    /// <summary>How many models all tasks require together.</summary>
    public int RequiredCount { get; private set; }

    /// <summary>The numbers of the models that a task requires.</summary>
    public ReadOnlySpan<int> Required(int task) => Between(2 * task);

    /// <summary>The numbers of the models that a task provides.</summary>
    public ReadOnlySpan<int> Provided(int task) => Between((2 * task) + 1);

    /// <summary>The names of models.</summary>
    public ModelNames Names(ReadOnlySpan<int> numbers)
    {
        var names = new string[numbers.Length];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Table.Names[numbers[i]];
        }

        return new ModelNames(names);
    }

    public void EnsureCapacity(int tasks)
    {
        Table.EnsureCapacity(tasks);
        _start.EnsureCapacity((2 * tasks) + 1);
        _numbers.EnsureCapacity(UsualModels * tasks);
    }

    /// <summary>Adds what the next task declares. It can be asked for after <see cref="Complete"/>.</summary>
    public void Add(PlannedTask task, ReadOnlySpan<ModelUse> required, ReadOnlySpan<ModelUse> provided)
    {
        _block.AddRange(required);
        _block.AddRange(provided);
        _blockTasks.Add((task, required.Length, provided.Length));
        if (_block.Count >= BlockSize)
        {
            NumberBlock();
        }
    }

    /// <summary>Adds a model that no task needs to use.</summary>
    public void AddExternal(ModelRef model)
    {
        AddType(model.ModelType, task: "");
        Table.Add([new ModelUse(model)], stackalloc int[1]);
    }

    /// <summary>Says that all tasks were added.</summary>
    public void Complete()
    {
        NumberBlock();
        (_block.Capacity, _blockTasks.Capacity, _blockNumbers) = (0, 0, []);
        Table.TrimExcess();
    }

    public IEnumerable<PlanProblem> Problems() =>
        _classes.Where(entry => entry.Value.Count > 1).Select(entry => new DuplicateModelClassProblem(
            entry.Key,
            entry.Value.ConvertAll(use => use.Type.FullName!),
            entry.Value.ConvertAll(use => use.Task)));

    private ReadOnlySpan<int> Between(int start) => CollectionsMarshal.AsSpan(_numbers)[_start[start].._start[start + 1]];

    private void NumberBlock()
    {
        if (_blockNumbers.Length < _block.Count)
        {
            _blockNumbers = new int[_block.Count];
        }

        var firstMet = Table.Add(CollectionsMarshal.AsSpan(_block), _blockNumbers);
        var start = 0;
        foreach (var (task, required, provided) in _blockTasks)
        {
            var end = start + required + provided;
            while (!firstMet.IsEmpty && firstMet[0] < end)
            {
                NoteReference(task, _block[firstMet[0]].Model, isRequired: firstMet[0] < start + required);
                firstMet = firstMet[1..];
            }

            RequiredCount += AddDistinct(_blockNumbers.AsSpan(start, required));
            AddDistinct(_blockNumbers.AsSpan(start + required, provided));
            start = end;
        }

        _block.Clear();
        _blockTasks.Clear();
    }

    private void NoteReference(PlannedTask task, ModelRef model, bool isRequired)
    {
        if (model.ModelType != _latestType)
        {
            AddType(model.ModelType, task.Name);
        }

        if (isRequired && model.Range is { } range)
        {
            if (task.Ranges is null)
            {
                _tasksWithRanges.Add(task);
            }

            task.AddRange(model.Name, range);
        }
    }

    private int AddDistinct(ReadOnlySpan<int> numbers)
    {
        var start = _numbers.Count;
        var seen = numbers.Length > MaxCompared ? new HashSet<int>(numbers.Length) : null;
        foreach (var number in numbers)
        {
            if (seen is null ? !CollectionsMarshal.AsSpan(_numbers)[start..].Contains(number) : seen.Add(number))
            {
                _numbers.Add(number);
            }
        }

        _start.Add(_numbers.Count);
        return _numbers.Count - start;
    }

    private void AddType(Type type, string task)
    {
        _latestType = type;
        if (!_types.Add(type))
        {
            return;
        }

        if (!_classes.TryGetValue(type.Name, out var types))
        {
            _classes.Add(type.Name, types = []);
        }

        types.Add((type, task));
    }
}
