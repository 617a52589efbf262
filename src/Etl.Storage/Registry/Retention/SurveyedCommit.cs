using Etl.Core.Registry;

namespace Etl.Storage.Registry.Retention;

/// <summary>What a commit record says that decides what is kept.</summary>
internal sealed record SurveyedCommit(string RunId, string Task, IReadOnlyList<ModelVersion> Outputs, IReadOnlyList<VersionId> Inputs)
{
    public string Name => RegistryNames.Commit(RunId, Task);
}
