using Etl.Core.Text;

namespace Etl.Core.Tests.Text;

public sealed class NameTableTests
{
    [Fact]
    public void Names_AreNumberedInTheOrderInWhichTheyAreAdded()
    {
        var table = new NameTable();

        Assert.Equal([0, 1, 0, 2], Add(table, "b", "a", "b", "c"));
        Assert.Equal([2, 3], Add(table, "c", ""));
        Assert.Equal(["b", "a", "c", ""], table.Names.ToArray());
        Assert.Equal(4, table.Count);
    }

    [Fact]
    public void Name_ThatWasNotAdded_IsNotFound()
    {
        var table = new NameTable();
        Assert.False(table.TryGetNumber("a", out _));

        Add(table, "a", "b");

        Assert.True(table.TryGetNumber("b", out var number));
        Assert.Equal(1, number);
        Assert.False(table.TryGetNumber("B", out _));
    }

    [Fact]
    public void HalfAMillionNames_KeepTheirNumbersHoweverTheTableGrows()
    {
        // So many that some have the same hash.
        var names = Enumerable.Range(0, 500_000).Select(i => $"name{i}").ToArray();
        var expected = Enumerable.Range(0, names.Length);
        var table = new NameTable();

        Assert.Equal(expected, Add(table, names));
        Assert.Equal(expected, Add(table, names));
        Assert.All(names, (name, i) => Assert.True(table.TryGetNumber(name, out var number) && number == i));
    }

    [Fact]
    public void Capacity_ChangesNothingButTheTime()
    {
        var table = new NameTable();
        Add(table, "a", "b");

        table.EnsureCapacity(1000);
        table.EnsureCapacity(1);

        Assert.Equal([1, 2], Add(table, "b", "c"));
    }

    private static int[] Add(NameTable table, params string[] names)
    {
        var numbers = new int[names.Length];
        table.Add(names, numbers);
        return numbers;
    }
}
