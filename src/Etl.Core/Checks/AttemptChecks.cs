using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Schemas;
using Etl.Core.Tasks;

namespace Etl.Core.Checks;

/// <summary>The checks of all outputs of one attempt, for a host that writes them. Starting and disposing are thread-safe.</summary>
/// <param name="businessDate">The run's.</param>
/// <param name="models">The models of the run.</param>
/// <param name="data">Reads what the task requires.</param>
/// <param name="previousRows">How many rows the version of a model has that was published before; null when there is none.</param>
/// <param name="scratch">Where keys are kept that do not fit into memory.</param>
public sealed class AttemptChecks(DateOnly businessDate, ModelRegistry models, ITaskData data, Func<Model, long?> previousRows, CheckScratch scratch) : IDisposable
{
    private readonly Dictionary<string, OutputChecks> _outputs = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _isDisposed;

    /// <summary>Starts the checks of an output of rows; null when the model has none.</summary>
    /// <exception cref="FaultyCheckException">The checks can't be started.</exception>
    public RowChecks<TRow>? Start<TRow>(Model<TRow> model) => Keep(model, RowChecks<TRow>.Start(model, Runtime(model)));

    /// <summary>Starts the checks of a document; null when the model has none.</summary>
    /// <exception cref="FaultyCheckException">The checks can't be started.</exception>
    public RowChecks<TDocument>? Start<TDocument>(DocumentModel<TDocument> model) => Keep(model, RowChecks<TDocument>.Start(model, Runtime(model)));

    /// <summary>Ends all checks, after the last row. Once.</summary>
    /// <param name="outputs">The names of the models that the task provides.</param>
    /// <param name="cancellationToken">Stops reading what referential checks need.</param>
    /// <returns>One for each output, in the same order; no check of severity error has failed.</returns>
    /// <exception cref="CheckFailedException">One has; it carries the details of all.</exception>
    /// <exception cref="FaultyCheckException">A check threw.</exception>
    public async Task<IReadOnlyList<OutputDetails>> CompleteAsync(IReadOnlyList<string> outputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        var details = new List<OutputDetails>(outputs.Count);
        foreach (var output in outputs)
        {
            var results = _outputs.TryGetValue(output, out var checks) ? await checks.CompleteAsync(cancellationToken) : [];
            details.Add(new OutputDetails(output, ModelSchema.Of(models.Get(output)), results));
        }

        CheckFailedException.ThrowIfAny(details);
        return details;
    }

    /// <summary>Gives up what the checks hold, such as temporary files.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var output in _outputs.Values)
            {
                output.Dispose();
            }
        }
    }

    private CheckRuntime Runtime(Model model) => new(businessDate, previousRows(model), models, data, scratch);

    private RowChecks<T>? Keep<T>(Model model, RowChecks<T>? checks)
    {
        if (checks is not null)
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                _outputs.Add(model.Name, checks);
            }
        }

        return checks;
    }
}
