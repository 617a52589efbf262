using Etl.Core.Models;
using Etl.Core.Registry;

namespace Etl.Core.Tests.Registry;

public sealed class VersionReferenceTests
{
    private static readonly HeadFile Nights = Of(Version("aaaaaaaaaaa1", "2015-07", "run-1", 1), Version("aaaaaaaaaaa2", "2015-07", "run-2", 2), Version("aaaaaaaaaaa3", "2015-06", "run-3", 3));

    [Theory]
    [InlineData("Bookings", "Bookings", null, null)]
    [InlineData("Bookings.Resort@latest", "Bookings.Resort", null, null)]
    [InlineData("Bookings@aaaaaaaaaaa1", "Bookings", null, "aaaaaaaaaaa1")]
    [InlineData("Bookings@hotels-20261121-nightly", "Bookings", null, "hotels-20261121-nightly")]
    [InlineData("Nights[2015-07]", "Nights", "2015-07", null)]
    [InlineData("Nights.Resort[2015-07]@run-1", "Nights.Resort", "2015-07", "run-1")]
    public void Parse_WhatPeopleWrite(string text, string model, string? partition, string? version) =>
        Assert.Equal(new VersionReference(model, partition, version), VersionReference.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("@latest")]
    [InlineData("Nights@")]
    [InlineData("Nights[]")]
    [InlineData("Nights[a/b]")]
    [InlineData("Nights[2015-07")]
    [InlineData("[2015-07]")]
    [InlineData("../Nights")]
    public void Parse_AnythingElse_SaysWhatOneLooksLike(string text) =>
        Assert.StartsWith($"'{text}' names no version of a model. Write MODEL, ", Assert.Throws<FormatException>(() => VersionReference.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Nights", "aaaaaaaaaaa3")]
    [InlineData("Nights[2015-07]", "aaaaaaaaaaa2")]
    [InlineData("Nights[2015-07]@run-1", "aaaaaaaaaaa1")]
    [InlineData("Nights@aaaaaaaaaaa1", "aaaaaaaaaaa1")]
    public void Find_TakesTheNewestThatFits(string text, string version) => Assert.Equal(version, VersionReference.Parse(text).Find(Nights).Version);

    [Fact]
    public void Find_VersionThatWasAdopted_ByTheRunThatAdoptedIt()
    {
        var made = Version("aaaaaaaaaaa1", null, "run-1", 1);
        var file = Of(made, made with { Order = new OrderKey(new DateOnly(2026, 1, 9), made.Order.RunStartedAt, "run-9") });

        Assert.Equal("run-9", VersionReference.Parse("Nights@run-9").Find(file).Order.RunId);
        Assert.Equal("run-9", VersionReference.Parse("Nights").Find(file).Order.RunId);
        Assert.Equal("run-1", VersionReference.Parse("Nights").Find(file).RunId);
    }

    [Theory]
    [InlineData("Nights[2015-08]", "Model 'Nights' has no partition '2015-08'. Did you mean '2015-06'? It has 2, from 2015-06 to 2015-07. List them with 'etl model show Nights'.")]
    [InlineData("Nights@run-4", "Model 'Nights' has no version 'run-4'. List them with 'etl model show Nights'.")]
    [InlineData("Nights[2015-06]@aaaaaaaaaaa1", "Model 'Nights' has no version 'aaaaaaaaaaa1' of partition '2015-06'. Did you mean 'aaaaaaaaaaa3'? List them with 'etl model show Nights'.")]
    public void Find_WhatIsNotThere_SaysWhatIs(string text, string message) =>
        Assert.Equal(message, Assert.Throws<KeyNotFoundException>(() => VersionReference.Parse(text).Find(Nights)).Message);

    [Fact]
    public void Find_PartitionOfAWholeModel_SaysThatItHasNone() =>
        Assert.Equal("Model 'Nights' has no partitions. Name it without brackets.", Assert.Throws<KeyNotFoundException>(() => VersionReference.Parse("Nights[2015-07]").Find(Of(Version("aaaaaaaaaaa1", null, "run-1", 1)))).Message);

    private static HeadFile Of(params ModelVersion[] versions) => versions.Skip(1).Aggregate(HeadFile.Of(versions[0]), (file, version) => file.Merge(version));

    private static ModelVersion Version(string version, string? partition, string runId, int day) => new(
        "Nights", version, runId, "Count", partition, new OrderKey(new DateOnly(2026, 1, day), new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero), runId), $"models/Nights/{version}.jsonl", ModelFormat.JsonLines, ModelCompression.None, "application/jsonl", 1, 1, "b", "c", default);
}
