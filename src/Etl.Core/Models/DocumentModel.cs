using System.Text.Json.Serialization.Metadata;

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

    /// <summary>How the document becomes JSON. Override it with source-generated metadata where speed counts.</summary>
    public virtual JsonTypeInfo<TDocument> DocumentTypeInfo => ModelJson.TypeInfo<TDocument>();
}
