using System.Collections.Concurrent;
using Etl.Core.Registry;
using Etl.Core.Schemas;
using Etl.Storage.Registry;

namespace Etl.Functions.Runs;

/// <summary>Keeps a run from publishing models whose new schema can break those who read them. Thread-safe.</summary>
public sealed class SchemaGuard(RunRecords records)
{
    private const int MaxReads = 16;

    /// <summary>
    /// What is wrong with the schemas of the models that the run provides, compared with their newest published versions. Empty when nothing
    /// is, or when the request allows it. Reads one commit record for each task whose schemas have changed, and nothing for the others.
    /// </summary>
    /// <exception cref="Etl.Storage.Objects.StoreException">The records can't be read.</exception>
    public async Task<IReadOnlyList<string>> FindProblemsAsync(RunSession session, RunPins pins, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(pins);
        if (session.Claim.Request.AllowBreaking)
        {
            return [];
        }

        var changed = pins.Schemas.Select(before => (Before: before, Now: SchemaOf(session, before.Newest.Model)))
            .Where(model => model.Now is not null && model.Now.Hash() != model.Before.SchemaHash).ToList();
        var before = await ReadSchemasAsync(changed.Select(model => model.Before.Newest), cancellationToken);
        return [.. changed.Select(model => FindProblem(model.Before.Newest, before.GetValueOrDefault(model.Before.Newest), model.Now!)).OfType<string>()];
    }

    /// <summary>Null for a file, for a model that may break its readers, and for one that this version of the app does not have.</summary>
    private static ModelSchema? SchemaOf(RunSession session, string name)
    {
        var models = session.Orchestrator.Models;
        return models.Contains(name) && models.Get(name) is { AllowsBreakingSchema: false } model ? ModelSchema.Of(model) : null;
    }

    private async Task<IReadOnlyDictionary<VersionId, ModelSchema>> ReadSchemasAsync(IEnumerable<VersionId> versions, CancellationToken cancellationToken)
    {
        var schemas = new ConcurrentDictionary<VersionId, ModelSchema>();
        var commits = versions.GroupBy(version => (version.RunId, version.Task));
        await Parallel.ForEachAsync(commits, new ParallelOptions { MaxDegreeOfParallelism = MaxReads, CancellationToken = cancellationToken }, async (commit, token) =>
        {
            var details = (await records.FindCommitAsync(commit.Key.RunId, commit.Key.Task, token))?.Details ?? [];
            foreach (var version in commit)
            {
                if (details.FirstOrDefault(output => output.Model == version.Model)?.Schema is { } schema)
                {
                    schemas[version] = schema;
                }
            }
        });
        return schemas;
    }

    /// <summary>A schema that nobody wrote down can't be compared.</summary>
    private static string? FindProblem(VersionId version, ModelSchema? before, ModelSchema now)
    {
        if (before is null || SchemaChange.Between(before, now) is not { Kind: SchemaChangeKind.Breaking } change)
        {
            return null;
        }

        var breaking = change.Differences.Where(difference => difference.IsBreaking).Select(difference => difference.Text);
        return $"The schema of model '{version.Model}' has changed so that its readers can fail: {string.Join("; ", breaking)} (compared with version {version.Version} of run '{version.RunId}'). Undo the change, or allow it: --allow-breaking, \"allowBreaking\": true over HTTP, or AllowsBreakingSchema in the model's class.";
    }
}
