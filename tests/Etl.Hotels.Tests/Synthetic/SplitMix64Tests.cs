using Etl.Hotels.Synthetic;

namespace Etl.Hotels.Tests.Synthetic;

public sealed class SplitMix64Tests
{
    /// <summary>The first outputs for the seed 1234567, as other implementations publish them.</summary>
    [Fact]
    public void Numbers_OfAKnownSeed_AreTheReferenceOnes()
    {
        var random = new SplitMix64(1234567);

        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => random.Next()));
    }

    [Fact]
    public void Draws_Below_ReachEveryValueAndNoOther()
    {
        var random = new SplitMix64(1);

        var draws = Enumerable.Range(0, 1000).Select(_ => random.Below(7)).Distinct().Order();

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], draws);
    }

    [Fact]
    public void Picks_WithWeights_NeverTakeWhatWeighsNothing()
    {
        var random = new SplitMix64(1);

        var picks = Enumerable.Range(0, 1000).Select(_ => random.Pick<char>([('a', 1), ('b', 0), ('c', 2)])).CountBy(pick => pick).ToDictionary();

        Assert.Equal(['a', 'c'], picks.Keys.Order());
        Assert.InRange(picks['c'], 600, 730);
    }
}
