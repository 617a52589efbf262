using System.Runtime.ExceptionServices;
using System.Text;
using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Microsoft.Extensions.Logging;

namespace Etl.Testing;

/// <summary>
/// Runs one task, once, on inputs that a test gives it, and hands back its outputs. Inputs and outputs go through JSON as they
/// would in a store. Each call adds to the same tester; it may be run more than once, not at the same time.
/// </summary>
/// <example>
/// <code>
/// var result = await new TaskTester(new CleanBookings())
///     .WithRows(rawBookings, new RawBooking("1", "2026-01-05"))
///     .WithParameter("currency", "EUR")
///     .RunAsync(cancellationToken);
/// Assert.Equal([new Booking(1, new DateOnly(2026, 1, 5))], result.Rows(bookings));
/// </code>
/// </example>
public sealed class TaskTester
{
    private readonly EtlTask _task;
    private readonly List<ModelRef> _requires;
    private readonly InMemoryModels _inputs = new();
    private readonly SortedDictionary<string, string> _parameters = new(StringComparer.Ordinal);
    private readonly GivenSources _sources = new();
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private ModelConfigs _configs = ModelConfigs.Empty;
    private DateOnly? _businessDate;
    private ILoggerFactory? _loggerFactory;

    /// <summary>A tester of one task, which has no inputs yet.</summary>
    public TaskTester(EtlTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        _task = task;
        _requires = [.. task.Requires()];
    }

    /// <summary>Gives an input its rows; none is fine.</summary>
    /// <exception cref="ArgumentException">The task does not require the model.</exception>
    public TaskTester WithRows<TRow>(IModelRef<Model<TRow>> model, params IEnumerable<TRow> rows)
    {
        _inputs.Add(Required(model), rows);
        return this;
    }

    /// <summary>Gives an input its document.</summary>
    /// <exception cref="ArgumentException">The task does not require the model.</exception>
    public TaskTester WithDocument<TDocument>(IModelRef<DocumentModel<TDocument>> model, TDocument document)
        where TDocument : notnull
    {
        _inputs.AddDocument(Required(model), document);
        return this;
    }

    /// <summary>Gives an input its bytes.</summary>
    /// <exception cref="ArgumentException">The task does not require the model.</exception>
    public TaskTester WithFile(IModelRef<FileModel> model, byte[] content)
    {
        _inputs.AddFile(Required(model), content);
        return this;
    }

    /// <summary>Gives a location of raw data its text, in UTF-8, for <see cref="TaskContext.OpenSourceAsync"/>.</summary>
    public TaskTester WithSource(string location, string content) => WithSource(location, Encoding.UTF8.GetBytes(content));

    /// <summary>Gives a location of raw data its bytes, for <see cref="TaskContext.OpenSourceAsync"/>.</summary>
    public TaskTester WithSource(string location, byte[] content)
    {
        _sources.Add(location, content);
        return this;
    }

    /// <summary>Sets one setting of a model that the task requires or provides.</summary>
    public TaskTester WithConfig(ModelRef model, string argument, object? value) => WithConfigs(ModelConfigs.Empty.With(model, argument, value));

    /// <summary>Sets settings of models; they override those that were set before.</summary>
    public TaskTester WithConfigs(ModelConfigs configs)
    {
        _configs = _configs.OverriddenBy(configs);
        return this;
    }

    /// <summary>Sets a parameter of the run.</summary>
    public TaskTester WithParameter(string name, string value)
    {
        _parameters[name] = value;
        return this;
    }

    /// <summary>Sets the day that the data is about; 2026-01-01 if it is not set.</summary>
    public TaskTester OnBusinessDate(DateOnly date)
    {
        _businessDate = date;
        return this;
    }

    /// <summary>Takes what the task logs.</summary>
    public TaskTester WithLogging(ILoggerFactory loggerFactory)
    {
        _loggerFactory = loggerFactory;
        return this;
    }

    /// <summary>Runs the task: one attempt, whatever its policy says, within the policy's timeout.</summary>
    /// <returns>The outputs.</returns>
    /// <exception cref="InvalidOperationException">An input that the task requires was not given.</exception>
    /// <exception cref="Etl.Core.Planning.InvalidPlanException">The task's declarations or the configs of its models are wrong.</exception>
    /// <exception cref="Exception">Whatever the task throws, as it was thrown.</exception>
    public async Task<RunResult> RunAsync(CancellationToken cancellationToken = default)
    {
        var missing = _requires.Select(model => model.Name).Where(name => !_given.Contains(name)).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidOperationException($"Task '{_task.Name}' requires {string.Join(", ", missing.Select(name => $"'{name}'"))}, which the test has not given. Call WithRows (with no rows, if there are none), WithDocument or WithFile.");
        }

        var once = EtlTask.Create(_task.Name, _requires, _task.Provides(), _task.RunAsync, _task.Policy with { MaxAttempts = 1 });
        var job = JobContext.ForTest(businessDate: _businessDate, parameters: new SortedDictionary<string, string>(_parameters, StringComparer.Ordinal));
        var orchestrator = new Orchestrator(job, [once], _configs, _requires, _loggerFactory);
        var result = await orchestrator.RunAsync(_inputs, _sources.OpenAsync, cancellationToken: cancellationToken);
        if (result.Tasks[0].Exception is { } exception)
        {
            ExceptionDispatchInfo.Throw(exception);
        }

        return result;
    }

    private IModelRef<TModel> Required<TModel>(IModelRef<TModel> model)
        where TModel : Model
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!_requires.Exists(required => required.Name == model.Name))
        {
            var requires = _requires.Count == 0 ? "nothing" : string.Join(", ", _requires.Select(required => $"'{required.Name}'"));
            throw new ArgumentException($"Task '{_task.Name}' does not require '{model.Name}'. It requires {requires}.", nameof(model));
        }

        _given.Add(model.Name);
        return model;
    }
}
