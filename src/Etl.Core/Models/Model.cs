using System.Text.Json.Serialization.Metadata;
using Etl.Core.Checks;
using Etl.Core.Partitions;

namespace Etl.Core.Models;

/// <summary>
/// A named data set with a type, a format and settings. A model class derives from <see cref="Model{TRow}"/>,
/// <see cref="DocumentModel{TDocument}"/> or <see cref="FileModel"/>; its constructor arguments are its settings.
/// The instance holds settings, never data, is created once per run and is shared by all tasks of the process:
/// it must be immutable.
/// </summary>
public abstract class Model
{
    private string? _name;

    private protected Model(ModelFormat format, ModelCompression compression)
    {
        Format = format;
        Compression = compression;
    }

    /// <summary>The class name, with the key after a dot if there is one: <c>Bookings.Resort</c>.</summary>
    public string Name => _name ?? throw new InvalidOperationException($"A '{GetType().Name}' has a name only after the model registry has created it.");

    /// <summary>What tells the data sets of one class apart, as in the name behind the dot; null when there is just one.</summary>
    public string? Key => Name.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? Name[(dot + 1)..] : null;

    /// <summary>How versions are encoded. Every model takes the setting <c>format</c>.</summary>
    public ModelFormat Format { get; private set; }

    /// <summary>How the encoded bytes are compressed. Every model takes the setting <c>compression</c>.</summary>
    public ModelCompression Compression { get; private set; }

    /// <summary>The formats that this kind of model can be stored in; the first one is the usual one.</summary>
    public abstract IReadOnlyList<ModelFormat> SupportedFormats { get; }

    /// <summary>The type of a row or of the document; <see langword="null"/> for a file.</summary>
    public abstract Type? ContentType { get; }

    /// <summary>What it has, in a sentence; shown where the model is described.</summary>
    public virtual string? Description => null;

    /// <summary>Whether a version may be published whose schema can break readers of the versions before it; <c>--allow-breaking</c> says so for a run.</summary>
    public virtual bool AllowsBreakingSchema => false;

    /// <summary>What divides the model into partitions; null, unless a class says otherwise, for a model that each run makes whole.</summary>
    public virtual PartitionBy? PartitionBy => null;

    /// <summary>Whether the task that provides the model also reads its own previous version, by <see cref="Tasks.TaskContext.Previous"/>.</summary>
    public virtual bool IsIncremental => false;

    /// <summary>Whether the version before is looked at when a version is made: by the task, or by a check.</summary>
    public bool ReadsPreviousVersion => IsIncremental || DeclaredChecks().Any(check => check.ReadsPrevious);

    /// <summary>Refers to a model by its class, and by a key where one class stands for many data sets.</summary>
    /// <param name="key">Letters, digits and hyphens, for example the name of a hotel chain.</param>
    /// <exception cref="ArgumentException">The class name or the key has a character that a model name can't have.</exception>
    public static ModelRef<TModel> Of<TModel>(string? key = null)
        where TModel : Model => new(key);

    /// <summary>How a row or the document becomes JSON; null for a file.</summary>
    internal virtual JsonTypeInfo? ContentTypeInfo => null;

    internal virtual IReadOnlyList<DeclaredCheck> DeclaredChecks() => [];

    internal void Initialize(string name, ModelFormat? format, ModelCompression? compression)
    {
        _name = name;
        Format = format ?? Format;
        Compression = compression ?? Compression;
    }
}
