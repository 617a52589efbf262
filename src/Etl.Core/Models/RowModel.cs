using System.Text.Json.Serialization.Metadata;

namespace Etl.Core.Models;

/// <summary>A model that is a sequence of rows, written and read as a stream.</summary>
/// <typeparam name="TRow">A type that <c>System.Text.Json</c> can write and read; usually a record.</typeparam>
public abstract class Model<TRow> : Model
{
    private static readonly ModelFormat[] Formats = [ModelFormat.JsonLines, ModelFormat.Csv];

    /// <summary>Rows in JSON Lines, compressed, unless the class or its configuration says otherwise.</summary>
    protected Model(ModelFormat format = ModelFormat.JsonLines, ModelCompression compression = ModelCompression.Gzip)
        : base(format, compression)
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ModelFormat> SupportedFormats => Formats;

    /// <inheritdoc/>
    public override Type ContentType => typeof(TRow);

    /// <summary>How a row becomes JSON. Override it with source-generated metadata where speed counts.</summary>
    public virtual JsonTypeInfo<TRow> RowTypeInfo => ModelJson.TypeInfo<TRow>();
}
