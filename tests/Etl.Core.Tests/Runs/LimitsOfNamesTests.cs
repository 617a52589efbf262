using Etl.Core.Partitions;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;

namespace Etl.Core.Tests.Runs;

/// <summary>Names as long as they may be, and longer by one character.</summary>
public sealed class LimitsOfNamesTests
{
    private static readonly (string Kind, int Longest, Action<string> Use)[] Names =
    [
        ("pipeline", 40, name => _ = new Pipeline(name, [])),
        ("schedule", 30, name => _ = new Schedule(name, new TimeOnly(2, 0), "UTC")),
        ("parameter", 120, name => _ = new Parameter(name)),
        ("pool", 40, name => _ = new Pool(name, 1)),
        ("partition", 80, name => _ = PartitionBy.IsValidKey(name) ? name : throw new ArgumentException("It is too long.", nameof(name))),
    ];

    public static TheoryData<string> Kinds => [.. Names.Select(name => name.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Name_AsLongAsItMayBe_AndLongerByOne(string kind)
    {
        var (_, longest, use) = Names.Single(name => name.Kind == kind);

        use(new string('a', longest));

        Assert.ThrowsAny<ArgumentException>(() => use(new string('a', longest + 1)));
    }
}
