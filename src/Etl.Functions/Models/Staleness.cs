using Etl.Core.Registry;
using Etl.Storage.Registry;

namespace Etl.Functions.Models;

/// <summary>Tells which versions were made from inputs that have other content by now, for the same business date. For one reading of the heads.</summary>
internal sealed class Staleness(Heads heads)
{
    /// <summary>For each version the inputs that have changed, with the partition in brackets; empty when it is what it would be today, or when its record is gone.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> FindAsync(IReadOnlyList<ModelVersion> versions, IReadOnlyList<TaskCommit?> commits, CancellationToken cancellationToken)
    {
        var models = commits.SelectMany(commit => commit?.Inputs ?? []).Select(input => input.Model).Distinct(StringComparer.Ordinal);
        var files = (await heads.FindAllAsync(models, cancellationToken)).ToDictionary(file => file.Model, StringComparer.Ordinal);
        return [.. versions.Zip(commits, (version, commit) => (IReadOnlyList<string>)[.. (commit?.Inputs ?? []).Where(input => HasChanged(files, input, version.Order.BusinessDate)).Select(Name)])];
    }

    private static string Name(VersionId input) => input.Partition is null ? input.Model : $"{input.Model}[{input.Partition}]";

    private static bool HasChanged(Dictionary<string, HeadFile> files, VersionId input, DateOnly businessDate)
    {
        if (!files.TryGetValue(input.Model, out var file) || file.NewestAsOf(businessDate, input.Partition) is not { } newest || newest.Version == input.Version)
        {
            return false;
        }

        // Made again with the same content is no change.
        return file.Versions.FirstOrDefault(version => version.Version == input.Version)?.ContentSha256 != newest.ContentSha256;
    }
}
