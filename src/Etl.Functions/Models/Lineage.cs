using Etl.Core.Registry;
using Etl.Storage.Registry;

namespace Etl.Functions.Models;

/// <summary>Follows versions through the commit records of their tasks, breadth first, each version once.</summary>
internal sealed class Lineage(RunRecords records, PublishedModels models)
{
    /// <summary>What a version was made from. Reads one or two commit records for each task on the way.</summary>
    public async Task<LineageDocument> UpAsync(ModelVersion root, CancellationToken cancellationToken)
    {
        var graph = new LineageGraph(root.Id);
        for (IReadOnlyList<VersionId> level = [root.Id]; level.Count > 0; level = graph.TakeNew())
        {
            var commits = await FindMakersAsync(level, cancellationToken);
            foreach (var (version, commit) in level.Zip(commits))
            {
                graph.Describe(version, commit);
                foreach (var input in commit?.Inputs ?? [])
                {
                    graph.Connect(input, version);
                }
            }
        }

        return graph.ToDocument(LineageDirection.Up);
    }

    /// <summary>What was made from a version, as far as it is published. Reads the commit records of all published versions.</summary>
    public async Task<LineageDocument> DownAsync(ModelVersion root, CancellationToken cancellationToken)
    {
        var heads = await models.ReadAsync(cancellationToken);
        var versions = (await heads.FindAllAsync(heads.Models, cancellationToken)).SelectMany(file => file.Versions).DistinctBy(version => (version.Model, version.Version)).Select(version => version.Id).ToList();
        var commits = await FindMakersAsync(versions, cancellationToken);
        var readers = versions.Zip(commits)
            .SelectMany(pair => (pair.Second?.Inputs ?? []).Select(input => (Input: (input.Model, input.Version), Reader: pair)))
            .ToLookup(use => use.Input, use => use.Reader);
        var graph = new LineageGraph(root.Id);
        graph.Describe(root.Id, (await FindMakersAsync([root.Id], cancellationToken))[0]);
        for (IReadOnlyList<VersionId> level = [root.Id]; level.Count > 0; level = graph.TakeNew())
        {
            foreach (var version in level)
            {
                foreach (var (reader, commit) in readers[(version.Model, version.Version)])
                {
                    graph.Connect(version, reader);
                    graph.Describe(reader, commit);
                }
            }
        }

        return graph.ToDocument(LineageDirection.Down);
    }

    /// <summary>The record of the task that made a version; of one that adopted it when that is gone; null when both are.</summary>
    private async Task<IReadOnlyList<TaskCommit?>> FindMakersAsync(IReadOnlyList<VersionId> versions, CancellationToken cancellationToken)
    {
        var commits = await records.FindCommitsAsync(versions, cancellationToken);
        var makers = versions.Zip(commits, (version, commit) =>
            commit?.Outputs.FirstOrDefault(output => output.Version == version.Version) is { } output && output.RunId != version.RunId ? version with { RunId = output.RunId } : version).ToList();
        if (makers.SequenceEqual(versions))
        {
            return commits;
        }

        return [.. (await records.FindCommitsAsync(makers, cancellationToken)).Zip(commits, (maker, adopter) => maker ?? adopter)];
    }
}
