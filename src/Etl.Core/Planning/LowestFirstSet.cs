using System.Numerics;

namespace Etl.Core.Planning;

/// <summary>
/// Numbers from 0 to a limit, of which the lowest is taken first: a bitmap, a bitmap of those of its words that are not zero, and
/// another one of the words of that. A heap of a million numbers takes twice as long.
/// </summary>
internal sealed class LowestFirstSet
{
    private const int BitsPerWord = 64;
    private readonly ulong[] _numbers;
    private readonly ulong[] _words;
    private readonly ulong[] _groups;

    /// <summary>No word before this one of <see cref="_numbers"/> has a number.</summary>
    private int _lowest;

    /// <summary>An empty set of numbers below <paramref name="limit"/>.</summary>
    public LowestFirstSet(int limit)
    {
        _numbers = new ulong[(limit / BitsPerWord) + 1];
        _words = new ulong[(_numbers.Length / BitsPerWord) + 1];
        _groups = new ulong[(_words.Length / BitsPerWord) + 1];
    }

    public void Add(int number)
    {
        // A shift counts modulo the bits of a word.
        var word = number / BitsPerWord;
        var group = word / BitsPerWord;
        _numbers[word] |= 1UL << number;
        _words[group] |= 1UL << word;
        _groups[group / BitsPerWord] |= 1UL << group;
        _lowest = Math.Min(_lowest, word);
    }

    public bool TryTakeLowest(out int number)
    {
        if (_numbers[_lowest] == 0 && !FindLowestWord())
        {
            number = 0;
            return false;
        }

        ref var word = ref _numbers[_lowest];
        number = (_lowest * BitsPerWord) + BitOperations.TrailingZeroCount(word);
        word &= word - 1;
        if (word == 0)
        {
            Empty(_lowest);
        }

        return true;
    }

    private bool FindLowestWord()
    {
        for (var i = 0; i < _groups.Length; i++)
        {
            if (_groups[i] != 0)
            {
                var group = (i * BitsPerWord) + BitOperations.TrailingZeroCount(_groups[i]);
                _lowest = (group * BitsPerWord) + BitOperations.TrailingZeroCount(_words[group]);
                return true;
            }
        }

        return false;
    }

    private void Empty(int word)
    {
        var group = word / BitsPerWord;
        _words[group] &= ~(1UL << word);
        if (_words[group] == 0)
        {
            _groups[group / BitsPerWord] &= ~(1UL << group);
        }
    }
}
