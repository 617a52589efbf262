using System.Text.Json.Serialization.Metadata;
using Etl.Core.Checks;

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

    /// <summary>
    /// How a row becomes JSON. Override it where speed counts, with metadata that is generated at compile time:
    /// <c>public override JsonTypeInfo&lt;Booking&gt; RowTypeInfo =&gt; MyJson.Default.Booking;</c>, where <c>MyJson</c> is an empty
    /// <c>partial class MyJson : JsonSerializerContext</c> with <c>[JsonSerializable(typeof(Booking))]</c> and
    /// <c>[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]</c>.
    /// These options are those of <see cref="ModelJson"/>, and how text is escaped is up to the writer, so stored rows and content hashes stay the same.
    /// Property names must be ASCII: the generator escapes others.
    /// </summary>
    public virtual JsonTypeInfo<TRow> RowTypeInfo => ModelJson.TypeInfo<TRow>();

    /// <summary>
    /// What must be true of the rows: <c>[Check.NotNull(b => b.Country).Warn(), Check.Unique(b => b.Id)]</c>. Computed while they are
    /// written, in one pass; asked for once for each output.
    /// </summary>
    public virtual IReadOnlyList<ModelCheck<TRow>> Checks => [];

    /// <summary>Declares <see cref="Checks"/>.</summary>
    protected static CheckBuilder<TRow> Check { get; } = new();

    internal sealed override JsonTypeInfo ContentTypeInfo => RowTypeInfo;

    internal sealed override IReadOnlyList<DeclaredCheck> DeclaredChecks()
    {
        var checks = Checks;
        return checks.Count == 0 ? [] : [.. checks.Select(check => check.Declared)];
    }
}
