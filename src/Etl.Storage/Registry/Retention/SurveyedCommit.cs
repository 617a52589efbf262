using Etl.Core.Registry;

namespace Etl.Storage.Registry.Retention;

/// <summary>What a commit says that decides what is kept.</summary>
/// <param name="Name">Of the record that it is in, alone or with others.</param>
internal sealed record SurveyedCommit(string Name, string RunId, string Task, IReadOnlyList<ModelVersion> Outputs, IReadOnlyList<VersionId> Inputs);
