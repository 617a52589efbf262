namespace Etl.Fuzz.Mutation;

/// <summary>Changes bytes without knowing what they mean.</summary>
internal static class ByteMutator
{
    private const int MaxChanges = 6;
    private const int MaxLength = 64 * 1024;
    private static readonly byte[] Interesting = [0, 1, 9, 10, 13, 32, 34, 39, 44, 46, 47, 58, 59, 91, 92, 93, 123, 125, 127, 128, 0xC0, 0xED, 0xEF, 0xFE, 0xFF];

    public static byte[] Mutate(Random random, byte[] original, IReadOnlyList<byte[]> others)
    {
        var bytes = new List<byte>(original);
        for (var left = 1 + random.Few(MaxChanges - 1); left > 0; left--)
        {
            Change(random, bytes, others);
        }

        return [.. bytes.Take(MaxLength)];
    }

    private static void Change(Random random, List<byte> bytes, IReadOnlyList<byte[]> others)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, 1 + random.Few(64));
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = random.Pick(Interesting);
                break;
            case 2:
                bytes.Insert(at, random.Pick(Interesting));
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
                bytes.InsertRange(at, Enumerable.Repeat(random.Pick(Interesting), 1 + random.Few(2_000)));
                break;
            default:
                var other = random.Pick(others);
                var start = random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(start, Math.Min(other.Length - start, random.Few(512))));
                break;
        }
    }
}
