using System.Text.Json;
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
    public void Read_TasksOfASnapshot_ShareWhatTheyHaveInCommon()
    {
        var written = RegistrySamples.Snapshot(RegistrySamples.Task("load", [], ["A"]), RegistrySamples.Task("left", ["A"], ["B"]), RegistrySamples.Task("right", ["A"], ["C"]));
        var json = JsonSerializer.Serialize(written, RegistryJson.Options);

        var read = JsonSerializer.Deserialize<RunSnapshot>(json, RegistryJson.Options)!;

        Assert.Equal(json, JsonSerializer.Serialize(read, RegistryJson.Options));
        Assert.Single(read.Tasks.Select(task => task.Policy).Distinct(ReferenceEqualityComparer.Instance));
        Assert.Single(read.Tasks.SelectMany(task => task.Requires.Concat(task.Provides)).Where(model => model == "A").Distinct(ReferenceEqualityComparer.Instance));
    }

    [Fact]
    public void Levels_VeryLongChain_NeedNoStack()
    {
        const int Length = 200_000;
        var tasks = Enumerable.Range(0, Length).Select(i => RegistrySamples.Task($"t{i}", i == 0 ? [] : [$"M{i - 1}"], [$"M{i}"]));
        Assert.Equal(Length, RegistrySamples.Snapshot([.. tasks]).Levels()[^1]);
    }
}
