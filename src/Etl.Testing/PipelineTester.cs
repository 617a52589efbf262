using System.Text;
using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Core.Text;
using Microsoft.Extensions.Logging;

namespace Etl.Testing;

/// <summary>
/// Runs a whole pipeline in this process, one task after another, on what a test gives it, and hands back how each task ended and all outputs.
/// Settings are those of the pipeline with those of the test over them; the checks of the models are computed. Each task has one attempt,
/// whatever its policy says. Each call adds to the same tester; it may be run more than once, not at the same time.
/// </summary>
/// <example>
/// <code>
/// var result = await new PipelineTester(ShopPipelines.Catalog.Get("sales"))
///     .WithConfig(orders, "path", "orders.csv")
///     .WithSource("orders.csv", "key;2;1.50\n")
///     .OnBusinessDate(new DateOnly(2026, 11, 20))
///     .RunAsync(cancellationToken);
/// Assert.Single(result.EnsureSucceeded().Rows(sales));
/// </code>
/// </example>
public sealed class PipelineTester
{
    private readonly Pipeline _pipeline;
    private readonly HashSet<string> _external;
    private readonly InMemoryModels _models = new();
    private readonly GivenSources _sources = new();
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _parameters = new(StringComparer.Ordinal);
    private ModelConfigs _configs = ModelConfigs.Empty;
    private DateOnly? _businessDate;
    private ILoggerFactory? _loggerFactory;

    /// <summary>A tester of one pipeline, which has been given nothing yet.</summary>
    public PipelineTester(Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        _pipeline = pipeline;
        _external = pipeline.ExternalModels.Select(model => model.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var parameter in pipeline.Parameters.Where(parameter => parameter.Default is not null))
        {
            _parameters[parameter.Name] = parameter.Default!;
        }
    }

    /// <summary>Gives an external model its rows; none is fine.</summary>
    /// <exception cref="ArgumentException">The pipeline does not declare the model as external.</exception>
    public PipelineTester WithRows<TRow>(IModelRef<Model<TRow>> model, params IEnumerable<TRow> rows)
    {
        _models.Add(External(model), rows);
        return this;
    }

    /// <summary>Gives an external model its document.</summary>
    /// <exception cref="ArgumentException">The pipeline does not declare the model as external.</exception>
    public PipelineTester WithDocument<TDocument>(IModelRef<DocumentModel<TDocument>> model, TDocument document)
        where TDocument : notnull
    {
        _models.AddDocument(External(model), document);
        return this;
    }

    /// <summary>Gives an external model its bytes.</summary>
    /// <exception cref="ArgumentException">The pipeline does not declare the model as external.</exception>
    public PipelineTester WithFile(IModelRef<FileModel> model, byte[] content)
    {
        _models.AddFile(External(model), content);
        return this;
    }

    /// <summary>Gives one partition of an external model its rows, or an earlier partition of a model that the pipeline makes.</summary>
    /// <exception cref="ArgumentException">No task requires or provides the model, or that can't be a partition.</exception>
    public PipelineTester WithPartition<TRow>(IModelRef<Model<TRow>> model, string partition, params IEnumerable<TRow> rows)
    {
        _models.AddPartition(Known(model), partition, rows);
        _given.Add(model.Name);
        return this;
    }

    /// <summary>Gives an incremental model that the pipeline makes the rows of its previous version.</summary>
    /// <exception cref="ArgumentException">No task of the pipeline provides the model.</exception>
    public PipelineTester WithPrevious<TRow>(IModelRef<Model<TRow>> model, params IEnumerable<TRow> rows)
    {
        _models.AddPrevious(Provided(model), rows);
        return this;
    }

    /// <summary>Gives an incremental model that the pipeline makes the document of its previous version.</summary>
    /// <exception cref="ArgumentException">No task of the pipeline provides the model.</exception>
    public PipelineTester WithPreviousDocument<TDocument>(IModelRef<DocumentModel<TDocument>> model, TDocument document)
        where TDocument : notnull
    {
        _models.AddPreviousDocument(Provided(model), document);
        return this;
    }

    /// <summary>Gives a location of raw data its text, in UTF-8, for <see cref="TaskContext.OpenSourceAsync"/>.</summary>
    public PipelineTester WithSource(string location, string content) => WithSource(location, Encoding.UTF8.GetBytes(content));

    /// <summary>Gives a location of raw data its bytes, for <see cref="TaskContext.OpenSourceAsync"/>.</summary>
    public PipelineTester WithSource(string location, byte[] content)
    {
        _sources.Add(location, content);
        return this;
    }

    /// <summary>Sets one setting of a model, over that of the pipeline.</summary>
    public PipelineTester WithConfig(ModelRef model, string argument, object? value) => WithConfigs(ModelConfigs.Empty.With(model, argument, value));

    /// <summary>Sets settings of models; they override those of the pipeline and those that were set before.</summary>
    public PipelineTester WithConfigs(ModelConfigs configs)
    {
        _configs = _configs.OverriddenBy(configs);
        return this;
    }

    /// <summary>Sets a parameter of the run; the others have their defaults.</summary>
    /// <exception cref="ArgumentException">The pipeline declares no such parameter.</exception>
    public PipelineTester WithParameter(string name, string value)
    {
        var known = _pipeline.Parameters.Select(parameter => parameter.Name).ToList();
        if (!known.Contains(name, StringComparer.Ordinal))
        {
            throw new ArgumentException($"Pipeline '{_pipeline.Name}' declares no parameter '{name}'.{Suggestion.DidYouMean(name, known)} It has: {Names(known)}.", nameof(name));
        }

        _parameters[name] = value;
        return this;
    }

    /// <summary>Sets the day that the data is about; 2026-01-01 if it is not set.</summary>
    public PipelineTester OnBusinessDate(DateOnly date)
    {
        _businessDate = date;
        return this;
    }

    /// <summary>Takes what the orchestrator and the tasks log.</summary>
    public PipelineTester WithLogging(ILoggerFactory loggerFactory)
    {
        _loggerFactory = loggerFactory;
        return this;
    }

    /// <summary>
    /// Runs the pipeline. A task that fails does not throw here: the result has what it threw (<see cref="TaskResult.Exception"/>), and
    /// <see cref="RunResult.EnsureSucceeded"/> throws it.
    /// </summary>
    /// <exception cref="InvalidOperationException">External models or parameters were not given; the message has them all.</exception>
    /// <exception cref="Core.Planning.InvalidPlanException">The pipeline can't be planned; it carries every problem.</exception>
    public async Task<RunResult> RunAsync(CancellationToken cancellationToken = default)
    {
        var job = JobContext.ForTest(_pipeline.Name, _businessDate, new SortedDictionary<string, string>(_parameters, StringComparer.Ordinal));
        var orchestrator = new Orchestrator(job, OneAttempt.Of(_pipeline.Tasks), _pipeline.ModelConfigs.OverriddenBy(_configs), _pipeline.ExternalModels, _loggerFactory);
        var missing = orchestrator.Plan.ExternalModels.Where(name => !_given.Contains(name)).Select(name => $"the external model '{name}' (WithRows, with no rows if there are none, WithDocument, WithFile or WithPartition)")
            .Concat(_pipeline.Parameters.Where(parameter => !_parameters.ContainsKey(parameter.Name)).Select(parameter => $"the parameter '{parameter.Name}', which has no default (WithParameter)"))
            .ToList();
        return missing.Count == 0
            ? await orchestrator.RunAsync(_models, _sources.OpenAsync, cancellationToken: cancellationToken)
            : throw new InvalidOperationException($"Pipeline '{_pipeline.Name}' needs what the test has not given:{string.Concat(missing.Select(what => $"{Environment.NewLine}  - {what}"))}");
    }

    private static string Names(IReadOnlyCollection<string> names) => names.Count == 0 ? "none" : string.Join(", ", names.Select(name => $"'{name}'"));

    private IModelRef<TModel> External<TModel>(IModelRef<TModel> model)
        where TModel : Model
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!_external.Contains(model.Name))
        {
            var reason = _pipeline.ProvidesModel(model.Name) ? $"makes '{model.Name}' itself" : $"does not declare '{model.Name}' as external";
            throw new ArgumentException($"Pipeline '{_pipeline.Name}' {reason}, so a test can't give it.{Suggestion.DidYouMean(model.Name, _external)} Its external models: {Names(_external)}.", nameof(model));
        }

        _given.Add(model.Name);
        return model;
    }

    private IModelRef<TModel> Known<TModel>(IModelRef<TModel> model)
        where TModel : Model
    {
        ArgumentNullException.ThrowIfNull(model);
        var known = _pipeline.AllModels().Select(other => other.Name).ToHashSet(StringComparer.Ordinal);
        return known.Contains(model.Name)
            ? model
            : throw new ArgumentException($"No task of pipeline '{_pipeline.Name}' requires or provides '{model.Name}'.{Suggestion.DidYouMean(model.Name, known)}", nameof(model));
    }

    private IModelRef<TModel> Provided<TModel>(IModelRef<TModel> model)
        where TModel : Model
    {
        ArgumentNullException.ThrowIfNull(model);
        return _pipeline.ProvidesModel(model.Name)
            ? model
            : throw new ArgumentException($"No task of pipeline '{_pipeline.Name}' provides '{model.Name}', so it has no previous version in it.", nameof(model));
    }
}
