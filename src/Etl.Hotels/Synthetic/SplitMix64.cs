namespace Etl.Hotels.Synthetic;

/// <summary>
/// The SplitMix64 generator (Steele, Lea and Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
/// Its numbers are the same on every machine and runtime, which <see cref="Random"/> does not promise. Not for secrets.
/// </summary>
internal sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>0 to <paramref name="count"/> - 1. The bias is below 2^-32 for any count that fits.</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>Both ends included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>True this many times in a thousand.</summary>
    public bool OneOf(int perThousand) => Below(1000) < perThousand;

    /// <summary>A value, in proportion to the weights.</summary>
    public T Pick<T>(IReadOnlyList<(T Value, int Weight)> weighted)
    {
        var total = 0;
        foreach (var (_, weight) in weighted)
        {
            total += weight;
        }

        var draw = Below(total);
        foreach (var (value, weight) in weighted)
        {
            draw -= weight;
            if (draw < 0)
            {
                return value;
            }
        }

        throw new ArgumentException("The weights add up to nothing.", nameof(weighted));
    }
}
