using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Storage.Registry;

/// <summary>What publishing needs of a commit record.</summary>
internal sealed record PublishedTask(RunStatus Status, IReadOnlyList<ModelVersion> Outputs);
