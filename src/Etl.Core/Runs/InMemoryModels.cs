using Etl.Core.Models;

namespace Etl.Core.Runs;

/// <summary>
/// The contents of models, held in memory: the outputs of an in-process run, and the external models that it is given.
/// Contents that are given are read when a run reads them: don't change them before it has ended. Not thread-safe.
/// </summary>
public sealed class InMemoryModels
{
    private readonly Dictionary<string, object> _contents = new(StringComparer.Ordinal);

    /// <summary>Gives a model its rows, in place of any it had.</summary>
    public InMemoryModels Add<TRow>(IModelRef<Model<TRow>> model, params IEnumerable<TRow> rows)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        _contents[model.Name] = rows.ToList();
        return this;
    }

    /// <summary>Gives a model its document, in place of any it had.</summary>
    public InMemoryModels AddDocument<TDocument>(IModelRef<DocumentModel<TDocument>> model, TDocument document)
        where TDocument : notnull
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(document);
        _contents[model.Name] = document;
        return this;
    }

    /// <summary>Gives a model its bytes, in place of any it had.</summary>
    public InMemoryModels AddFile(IModelRef<FileModel> model, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(content);
        _contents[model.Name] = content;
        return this;
    }

    internal IEnumerable<string> Names => _contents.Keys;

    internal bool Contains(string model) => _contents.ContainsKey(model);

    internal object Get(string model) =>
        _contents.TryGetValue(model, out var content) ? content : throw new KeyNotFoundException($"Model '{model}' has no content: it was not written, or not given to the run.");

    internal void Set(string model, object content) => _contents[model] = content;

    internal IEnumerable<TRow> Rows<TRow>(string model) => Get(model) is RowContent<TRow> written ? written.Read() : (List<TRow>)Get(model);

    internal TDocument Document<TDocument>(string model) => Get(model) is DocumentContent<TDocument> written ? written.Read() : (TDocument)Get(model);

    internal byte[] File(string model) => [.. (byte[])Get(model)];
}
