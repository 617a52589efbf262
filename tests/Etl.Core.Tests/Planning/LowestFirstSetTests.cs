using Etl.Core.Planning;

namespace Etl.Core.Tests.Planning;

public sealed class LowestFirstSetTests
{
    [Fact]
    public void EmptySet_HasNothingToTake()
    {
        Assert.False(new LowestFirstSet(0).TryTakeLowest(out _));
        Assert.False(new LowestFirstSet(1000).TryTakeLowest(out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(300_000)]
    public void Numbers_AreTakenLikeFromASortedSet_WhileOthersAreAdded(int limit)
    {
        var random = new Random(limit);
        var set = new LowestFirstSet(limit);
        var expected = new SortedSet<int>();
        for (var step = 0; step < 20_000; step++)
        {
            // The ends of the range as often as all the rest.
            var number = random.Next(4) switch { 0 => 0, 1 => limit - 1, _ => random.Next(limit) };
            if (random.Next(5) < 3)
            {
                set.Add(number);
                expected.Add(number);
                continue;
            }

            Assert.Equal(expected.Count > 0, set.TryTakeLowest(out var taken));
            if (expected.Count > 0)
            {
                Assert.Equal(expected.Min, taken);
                expected.Remove(taken);
            }
        }

        while (set.TryTakeLowest(out var taken))
        {
            Assert.Equal(expected.Min, taken);
            expected.Remove(taken);
        }

        Assert.Empty(expected);
    }
}
