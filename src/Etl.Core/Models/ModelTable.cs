using System.Runtime.InteropServices;
using Etl.Core.Text;

namespace Etl.Core.Models;

/// <summary>Distinct models, numbered from 0 in the order in which they are added. Their names tell them apart.</summary>
internal sealed class ModelTable
{
    /// <summary>Of a mark. The other 40 bits number the tables of the process.</summary>
    private const int NumberBits = 24;

    private static long _tables;
    private readonly long _firstMark = Interlocked.Increment(ref _tables) << NumberBits;
    private readonly NameTable _names = new();
    private readonly List<Type> _types = [];
    private int[] _unmarked = [];
    private string[] _unmarkedNames = [];
    private int[] _unmarkedNumbers = [];

    public int Count => _types.Count;

    /// <summary>By number.</summary>
    public ReadOnlySpan<string> Names => _names.Names;

    /// <summary>By number; of the reference that was added first.</summary>
    public ReadOnlySpan<Type> Types => CollectionsMarshal.AsSpan(_types);

    public void EnsureCapacity(int models)
    {
        _names.EnsureCapacity(models);
        _types.EnsureCapacity(models);
    }

    /// <summary>Adds the models that are new.</summary>
    /// <param name="uses">As many references to a model as there are.</param>
    /// <param name="numbers">Takes the number of each.</param>
    /// <returns>Which of the uses have references that were not met before, or that have a range; valid until more is added.</returns>
    public ReadOnlySpan<int> Add(ReadOnlySpan<ModelUse> uses, Span<int> numbers)
    {
        if (_unmarked.Length < uses.Length)
        {
            _unmarked = new int[uses.Length];
            _unmarkedNames = new string[uses.Length];
            _unmarkedNumbers = new int[uses.Length];
        }

        // A reference is marked with the table that had it last and its number there, so that its name is not looked up again
        // where references are shared. Another table overwrites the mark at any time, which costs a look-up and no more.
        var count = 0;
        for (var i = 0; i < uses.Length; i++)
        {
            var number = Volatile.Read(ref uses[i].Model.TableMark) - _firstMark;
            numbers[i] = (int)number;
            if ((ulong)number >= 1UL << NumberBits)
            {
                _unmarked[count++] = i;
            }
        }

        var unmarked = _unmarked.AsSpan(0, count);
        for (var i = 0; i < count; i++)
        {
            _unmarkedNames[i] = uses[unmarked[i]].Model.Name;
        }

        _names.Add(_unmarkedNames.AsSpan(0, count), _unmarkedNumbers);
        for (var i = 0; i < count; i++)
        {
            var model = uses[unmarked[i]].Model;
            var number = numbers[unmarked[i]] = _unmarkedNumbers[i];
            if (number == _types.Count)
            {
                _types.Add(model.ModelType);
            }

            if (number < 1 << NumberBits && model.Range is null)
            {
                Volatile.Write(ref model.TableMark, _firstMark + number);
            }
        }

        return unmarked;
    }

    /// <summary>Frees what only adding needs.</summary>
    public void TrimExcess() => (_unmarked, _unmarkedNames, _unmarkedNumbers) = ([], [], []);

    public bool TryGetNumber(string name, out int number) => _names.TryGetNumber(name, out number);
}
