using Etl.Core.Registry;

namespace Etl.Core.Tests.Registry;

public sealed class RunSnapshotTests
{
    [Fact]
    public void Levels_Diamond_FollowModels()
    {
        var snapshot = RegistrySamples.Snapshot(
            RegistrySamples.Task("load", [], ["A"]),
            RegistrySamples.Task("left", ["A"], ["B"]),
            RegistrySamples.Task("alone", [], ["Z"]),
            RegistrySamples.Task("right", ["A", "Rates"], ["C"]),
            RegistrySamples.Task("join", ["B", "C"], []));
        Assert.Equal([1, 2, 1, 2, 3], snapshot.Levels());
    }

    [Fact]
    public void Levels_ExternalModels_DoNotCount() =>
        Assert.Equal([1], RegistrySamples.Snapshot(RegistrySamples.Task("kpi", ["Rates"], ["Kpi"])).Levels());

    [Fact]
    public void Levels_VeryLongChain_NeedNoStack()
    {
        const int Length = 200_000;
        var tasks = Enumerable.Range(0, Length).Select(i => RegistrySamples.Task($"t{i}", i == 0 ? [] : [$"M{i - 1}"], [$"M{i}"]));
        Assert.Equal(Length, RegistrySamples.Snapshot([.. tasks]).Levels()[^1]);
    }
}
