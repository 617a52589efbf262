using Etl.Core.Models;

namespace Etl.Core.Checks;

/// <summary>The checks of one output of one attempt, computed row by row. Not thread-safe; another thread may dispose it.</summary>
/// <typeparam name="TRow">The type of a row, or of the document.</typeparam>
public sealed class RowChecks<TRow> : OutputChecks
{
    private readonly string _model;
    private readonly IReadOnlyList<ModelCheck<TRow>> _declared;
    private readonly RunningCheck<TRow>[] _checks;
    private long _rows;
    private FaultyCheckException? _fault;
    private bool _ended;

    private RowChecks(string model, IReadOnlyList<ModelCheck<TRow>> declared, CheckRuntime runtime)
    {
        _model = model;
        _declared = declared;
        _checks = [.. declared.Select(check => check.Start(runtime))];
    }

    /// <summary>Starts the checks of an output of rows; null when the model has none.</summary>
    /// <exception cref="FaultyCheckException">The checks can't be started.</exception>
    public static RowChecks<TRow>? Start(Model<TRow> model, CheckRuntime runtime)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Start(model.Name, () => model.Checks, runtime);
    }

    /// <summary>Starts the checks of a document; null when the model has none.</summary>
    /// <exception cref="FaultyCheckException">The checks can't be started.</exception>
    public static RowChecks<TRow>? Start(DocumentModel<TRow> model, CheckRuntime runtime)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Start(model.Name, () => model.Checks, runtime);
    }

    /// <summary>Looks at the next row, or the document, before it is written.</summary>
    /// <exception cref="FaultyCheckException">A check threw.</exception>
    /// <exception cref="IOException">The scratch space failed.</exception>
    public void Add(TRow row)
    {
        if (_ended)
        {
            // The writer says what is wrong.
            return;
        }

        _rows++;
        var current = 0;
        try
        {
            for (; current < _checks.Length; current++)
            {
                _checks[current].Add(row, _rows);
            }
        }
        catch (Exception exception) when (exception is not IOException)
        {
            // A task that goes on after this does not get away with it.
            throw _fault ??= FaultyCheckException.Of(_model, _declared[current].Name, $"at row {_rows}", exception);
        }
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<CheckResult>> CompleteAsync(CancellationToken cancellationToken)
    {
        _ended = true;
        if (_fault is not null)
        {
            throw _fault;
        }

        var results = new List<CheckResult>(_checks.Length);
        for (var i = 0; i < _checks.Length; i++)
        {
            var check = _declared[i];
            var finding = await EndAsync(_checks[i], check, cancellationToken);
            results.Add(new CheckResult(check.Name, check.Severity, finding.Message is null, finding.Failures, finding.Message));
        }

        return results;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _ended = true;
        foreach (var check in _checks)
        {
            check.Dispose();
        }
    }

    private static RowChecks<TRow>? Start(string model, Func<IReadOnlyList<ModelCheck<TRow>>> checks, CheckRuntime runtime)
    {
        try
        {
            return checks() is { Count: > 0 } declared ? new RowChecks<TRow>(model, declared, runtime) : null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw FaultyCheckException.Of(model, exception);
        }
    }

    private async Task<CheckFinding> EndAsync(RunningCheck<TRow> running, ModelCheck<TRow> check, CancellationToken cancellationToken)
    {
        try
        {
            return await running.EndAsync(_rows, cancellationToken);
        }
        catch (ReferencedRowException exception)
        {
            throw FaultyCheckException.Of(_model, check.Name, $"at row {exception.Row} of '{check.References}'", exception.InnerException!);
        }
    }
}
