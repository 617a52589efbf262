using Etl.Core.Models;

namespace Etl.Core.Runs;

/// <summary>The contents of models, held in memory: the outputs of an in-process run, and the external models that it is given.</summary>
public sealed class InMemoryModels
{
    private readonly Dictionary<string, object> _contents = new(StringComparer.Ordinal);

    /// <summary>Gives a model its rows.</summary>
    public InMemoryModels Add<TRow>(IModelRef<Model<TRow>> model, params IEnumerable<TRow> rows)
    {
        _contents[model.Name] = rows.ToList();
        return this;
    }

    /// <summary>Gives a model its document.</summary>
    public InMemoryModels AddDocument<TDocument>(IModelRef<DocumentModel<TDocument>> model, TDocument document)
        where TDocument : notnull
    {
        _contents[model.Name] = document;
        return this;
    }

    /// <summary>Gives a model its bytes.</summary>
    public InMemoryModels AddFile(IModelRef<FileModel> model, byte[] content)
    {
        _contents[model.Name] = content;
        return this;
    }

    internal object Get(string model) =>
        _contents.TryGetValue(model, out var content) ? content : throw new KeyNotFoundException($"Model '{model}' has no content: it was not written, or not given to the run.");

    internal bool Contains(string model) => _contents.ContainsKey(model);

    internal void Set(string model, object content) => _contents[model] = content;
}
