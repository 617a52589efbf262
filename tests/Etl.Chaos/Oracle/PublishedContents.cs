using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.Chaos.Oracle;

/// <summary>What readers of a store see of each published version: its model, business date, partition, and hash of its content. Reports name their run, so of them only that they are there.</summary>
internal sealed class PublishedContents
{
    private readonly List<string> _versions;

    private PublishedContents(List<string> versions) => _versions = versions;

    public static async Task<PublishedContents> ReadAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var heads = await new PublishedModels(store, TimeProvider.System).ReadAsync(cancellationToken);
        var lists = await heads.FindAllAsync(heads.Models, cancellationToken);
        return new PublishedContents([.. lists
            .SelectMany(list => list.Versions)
            .Select(version => $"{version.Model} of {version.Order.BusinessDate:yyyy-MM-dd} [{version.Partition}], {version.Rows} rows: {(version.Model.Contains("Report", StringComparison.Ordinal) ? "a report" : version.ContentSha256)}")
            .Order(StringComparer.Ordinal)]);
    }

    /// <summary>Says what is not as in the undisturbed store.</summary>
    public IEnumerable<string> Violations(PublishedContents undisturbed)
    {
        var mine = _versions.CountBy(version => version, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var theirs = undisturbed._versions.CountBy(version => version, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return from version in mine.Keys.Union(theirs.Keys, StringComparer.Ordinal)
               let published = mine.GetValueOrDefault(version)
               let expected = theirs.GetValueOrDefault(version)
               where published != expected
               select $"published {published} times, and {expected} times without disturbance: {version}";
    }
}
