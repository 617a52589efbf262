using System.Text.Json.Serialization.Metadata;
using Etl.Core.Checks;

namespace Etl.Core.Models;

/// <summary>A model that is one JSON document, small enough to be held in memory.</summary>
public abstract class DocumentModel<TDocument> : Model
{
    private static readonly ModelFormat[] Formats = [ModelFormat.Json];

    /// <summary>One compressed JSON document.</summary>
    protected DocumentModel(ModelCompression compression = ModelCompression.Gzip)
        : base(ModelFormat.Json, compression)
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ModelFormat> SupportedFormats => Formats;

    /// <inheritdoc/>
    public override Type ContentType => typeof(TDocument);

    /// <summary>How the document becomes JSON. Override it with generated metadata where speed counts, in the way of <see cref="Model{TRow}.RowTypeInfo"/>.</summary>
    public virtual JsonTypeInfo<TDocument> DocumentTypeInfo => ModelJson.TypeInfo<TDocument>();

    /// <summary>What must be true of the document: <c>[Check.That("it has months", report => report.Months.Count > 0)]</c>.</summary>
    public virtual IReadOnlyList<ModelCheck<TDocument>> Checks => [];

    /// <summary>Declares <see cref="Checks"/>.</summary>
    protected static DocumentCheckBuilder<TDocument> Check { get; } = new();

    internal sealed override JsonTypeInfo ContentTypeInfo => DocumentTypeInfo;

    internal sealed override IReadOnlyList<DeclaredCheck> DeclaredChecks()
    {
        var checks = Checks;
        return checks.Count == 0 ? [] : [.. checks.Select(check => check.Declared)];
    }
}
