using Etl.Core.Models;
using Etl.Core.Partitions;

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

    /// <summary>Gives a model the rows of one partition, for tasks that read more than the run's own.</summary>
    public InMemoryModels AddPartition<TRow>(IModelRef<Model<TRow>> model, string partition, params IEnumerable<TRow> rows)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        if (!PartitionBy.IsValidKey(partition))
        {
            throw new ArgumentException($"'{partition}' can't be a partition: use letters, digits, dots, underscores and hyphens, starting with a letter or digit.", nameof(partition));
        }

        _contents[PartitionName(model.Name, partition)] = rows.ToList();
        return this;
    }

    /// <summary>Gives an incremental model the rows of its previous version.</summary>
    public InMemoryModels AddPrevious<TRow>(IModelRef<Model<TRow>> model, params IEnumerable<TRow> rows)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        _contents[PreviousName(model.Name)] = rows.ToList();
        return this;
    }

    /// <summary>Gives an incremental model the document of its previous version.</summary>
    public InMemoryModels AddPreviousDocument<TDocument>(IModelRef<DocumentModel<TDocument>> model, TDocument document)
        where TDocument : notnull
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(document);
        _contents[PreviousName(model.Name)] = document;
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

    /// <summary>Where the content of a partition is kept; no model can have that name.</summary>
    internal static string PartitionName(string model, string partition) => $"{model}[{partition}]";

    /// <summary>Where the content of the previous version is kept; no model can have that name.</summary>
    internal static string PreviousName(string model) => $"{model}@previous";

    /// <summary>The partitions of a model that were given, in ordinal order.</summary>
    internal IEnumerable<string> Partitions(string model) =>
        _contents.Keys.Where(name => name.StartsWith($"{model}[", StringComparison.Ordinal)).Select(name => name[(model.Length + 1)..^1]).Order(StringComparer.Ordinal);

    internal IEnumerable<string> Names => _contents.Keys;

    internal bool Contains(string model) => _contents.ContainsKey(model);

    internal object Get(string model) =>
        _contents.TryGetValue(model, out var content) ? content : throw new KeyNotFoundException($"Model '{model}' has no content: it was not written, or not given to the run.");

    /// <summary>How many rows are there; null when nothing is.</summary>
    internal long? Count(string model) => _contents.GetValueOrDefault(model) switch
    {
        null => null,
        IRowCount written => written.Count,
        System.Collections.ICollection given => given.Count,
        _ => 1,
    };

    internal void Set(string model, object content) => _contents[model] = content;

    internal IEnumerable<TRow> Rows<TRow>(string model) => Get(model) is RowContent<TRow> written ? written.Read() : (List<TRow>)Get(model);

    internal TDocument Document<TDocument>(string model) => Get(model) is DocumentContent<TDocument> written ? written.Read() : (TDocument)Get(model);

    internal byte[] File(string model) => [.. (byte[])Get(model)];
}
