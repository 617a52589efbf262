using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Core.Checks;

/// <summary>What the checks of one output ask the host for.</summary>
/// <param name="BusinessDate">The run's.</param>
/// <param name="PreviousRows">How many rows the version has that was published before; null when there is none.</param>
/// <param name="Models">The models of the run.</param>
/// <param name="Data">Reads what the task requires.</param>
/// <param name="Scratch">Where keys are kept that do not fit into memory.</param>
public sealed record CheckRuntime(DateOnly BusinessDate, long? PreviousRows, ModelRegistry Models, ITaskData Data, CheckScratch Scratch);
