using Etl.Core.Registry;
using FsCheck;
using FsCheck.Fluent;

namespace Etl.Core.Tests.Registry;

public sealed class HeadFileTests
{
    [Fact]
    public void Merge_InAnyOrderAndRepeated_GivesTheSameList() => Holds(versions =>
    {
        var once = MergeAll(versions);
        Assert.Equal(once.Versions, MergeAll(versions.Reverse()).Versions);
        Assert.Equal(once.Versions, MergeAll(versions.OrderBy(version => version.Version, StringComparer.Ordinal)).Versions);
        Assert.Equal(once.Versions, MergeAll(versions.Concat(versions)).Versions);
    });

    [Fact]
    public void Merge_Any_KeepsEveryVersionOnce() => Holds(versions =>
        Assert.Equal(
            versions.Select(version => version.Version).Distinct().Order(StringComparer.Ordinal),
            MergeAll(versions).Versions.Select(version => version.Version).Order(StringComparer.Ordinal)));

    [Fact]
    public void Merge_Any_SortsByPartitionThenNewestFirst() => Holds(versions =>
    {
        var list = MergeAll(versions).Versions;
        Assert.All(list.Zip(list.Skip(1)), pair =>
        {
            var partitions = string.CompareOrdinal(pair.First.Partition, pair.Second.Partition);
            Assert.True(partitions < 0 || (partitions == 0 && pair.First.Order.CompareTo(pair.Second.Order) >= 0));
        });
    });

    [Fact]
    public void Latest_Any_HasTheHighestOrderKey() => Holds(versions =>
    {
        var list = MergeAll(versions);
        Assert.All(versions, version => Assert.True(list.Latest.Order.CompareTo(version.Order) >= 0));
    });

    [Fact]
    public void Merge_VersionThatIsListed_ReturnsTheListItself()
    {
        var list = HeadFile.Of(RegistrySamples.Version());
        Assert.Same(list, list.Merge(RegistrySamples.Version()));
    }

    [Fact]
    public void Force_VersionThatAnotherRunHasAdopted_IsTheEntryOfTheForcedRun()
    {
        var made = RegistrySamples.Version("made");
        var adopted = RegistrySamples.Version("made", runId: "hotels-2", startedMinutes: 1);
        var list = HeadFile.Of(made).Merge(adopted).Merge(RegistrySamples.Version("newest", runId: "hotels-3", startedMinutes: 2));

        Assert.Equal(made.Order.RunId, list.Force(made, default).Latest.Order.RunId);
        Assert.Equal("hotels-2", list.Force(adopted, default).Latest.Order.RunId);
        Assert.Equal("hotels-2", HeadFile.Of(adopted).Merge(list.Latest).Force(made, default).Latest.Order.RunId);
        var alone = HeadFile.Of(made).Merge(adopted);
        Assert.Same(alone, alone.Force(made, default));
    }

    [Fact]
    public void Merge_OlderBusinessDatePublishedLast_DoesNotDisplaceTheHead()
    {
        var list = HeadFile.Of(RegistrySamples.Version("new", day: 20)).Merge(RegistrySamples.Version("backfill", day: 3, runId: "hotels-2", startedMinutes: 99));
        Assert.Equal("new", list.Latest.Version);
        Assert.Equal(["new", "backfill"], list.Versions.Select(version => version.Version));
    }

    [Fact]
    public void Merge_SameBusinessDate_LaterStartIsNewer()
    {
        var list = HeadFile.Of(RegistrySamples.Version("rerun", runId: "hotels-2", startedMinutes: 1)).Merge(RegistrySamples.Version("first"));
        Assert.Equal("rerun", list.Latest.Version);
    }

    [Fact]
    public void Merge_VersionOfAnotherModel_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => HeadFile.Of(RegistrySamples.Version()).Merge(RegistrySamples.Version("other") with { Model = "Rates" }));
        Assert.Contains("'Rates'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NewestAsOf_LaterVersionsExist_IgnoresThem()
    {
        var list = MergeAll([RegistrySamples.Version("d3", 3), RegistrySamples.Version("d5", 5, "hotels-2"), RegistrySamples.Version("d9", 9, "hotels-3")]);
        Assert.Equal("d5", list.NewestAsOf(new DateOnly(2026, 11, 8))?.Version);
        Assert.Equal("d5", list.NewestAsOf(new DateOnly(2026, 11, 5))?.Version);
        Assert.Null(list.NewestAsOf(new DateOnly(2026, 11, 2)));
    }

    private static HeadFile MergeAll(IEnumerable<ModelVersion> versions) =>
        versions.Aggregate((HeadFile?)null, (list, version) => list?.Merge(version) ?? HeadFile.Of(version))!;

    /// <summary>For lists in which a version that comes twice is the same version, some of them with equal order keys.</summary>
    private static void Holds(Action<IReadOnlyList<ModelVersion>> property)
    {
        var version =
            from number in Gen.Choose(0, 9)
            select RegistrySamples.Version($"v{number}", day: 1 + (number % 3), runId: $"hotels-{number / 4}", partition: number % 4 == 0 ? "2026-11" : null, startedMinutes: number / 8);
        var versions = Gen.NonEmptyListOf(version).Select(list => (IReadOnlyList<ModelVersion>)[.. list]);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true), Prop.ForAll(Arb.From(versions), property));
    }
}
