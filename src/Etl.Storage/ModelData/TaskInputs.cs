using Etl.Core.Registry;

namespace Etl.Storage.ModelData;

/// <summary>The exact versions that an attempt of a task reads. Immutable.</summary>
public sealed class TaskInputs
{
    private readonly Dictionary<string, IReadOnlyList<ModelVersion>> _versions;
    private readonly Dictionary<string, ModelVersion> _previous;

    /// <summary>Inputs of the given versions.</summary>
    /// <param name="versions">Of the models that the task requires; several of one model are its partitions.</param>
    /// <param name="previous">Of the models that it provides.</param>
    public TaskInputs(IEnumerable<ModelVersion> versions, IEnumerable<ModelVersion>? previous = null)
    {
        _versions = versions.GroupBy(version => version.Model, StringComparer.Ordinal).ToDictionary(
            model => model.Key,
            IReadOnlyList<ModelVersion> (model) => [.. model.OrderBy(version => version.Partition, StringComparer.Ordinal)],
            StringComparer.Ordinal);
        _previous = (previous ?? []).ToDictionary(version => version.Model, StringComparer.Ordinal);
    }

    /// <summary>The versions of a required model, in order of their partitions; empty when there are none.</summary>
    public IReadOnlyList<ModelVersion> Of(string model) => _versions.TryGetValue(model, out var versions) ? versions : [];

    /// <summary>The newest published version of a model that the task provides, before the run: of the partition that the run writes, or of any if that has none.</summary>
    public ModelVersion? Previous(string model) => _previous.GetValueOrDefault(model);
}
