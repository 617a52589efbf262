using System.Numerics;

namespace Etl.Core.Planning;

/// <summary>
/// Numbers from 0 to a limit, of which the lowest is taken first: a bitmap, a bitmap of its words that are not zero, one of the
/// words of that, and so on. Each step takes as long as there are bitmaps, which is four for 16 million numbers.
/// </summary>
internal sealed class LowestFirstSet
{
    private const int BitsPerWord = 64;
    private readonly ulong[][] _bitmaps;

    /// <summary>An empty set of numbers below <paramref name="limit"/>.</summary>
    public LowestFirstSet(int limit)
    {
        var bitmaps = new List<ulong[]>();
        do
        {
            limit = (limit + BitsPerWord - 1) / BitsPerWord;
            bitmaps.Add(new ulong[Math.Max(limit, 1)]);
        }
        while (limit > 1);

        _bitmaps = [.. bitmaps];
    }

    public void Add(int number)
    {
        foreach (var bitmap in _bitmaps)
        {
            ref var word = ref bitmap[number / BitsPerWord];
            var wasEmpty = word == 0;
            word |= 1UL << number;
            if (!wasEmpty)
            {
                return;
            }

            number /= BitsPerWord;
        }
    }

    public bool TryTakeLowest(out int number)
    {
        number = 0;
        for (var i = _bitmaps.Length - 1; i >= 0; i--)
        {
            var word = _bitmaps[i][number];
            if (word == 0)
            {
                return false;
            }

            number = (number * BitsPerWord) + BitOperations.TrailingZeroCount(word);
        }

        var taken = number;
        foreach (var bitmap in _bitmaps)
        {
            ref var word = ref bitmap[taken / BitsPerWord];
            word &= ~(1UL << taken);
            if (word != 0)
            {
                break;
            }

            taken /= BitsPerWord;
        }

        return true;
    }
}
