namespace Etl.Core.Models;

/// <summary>A model that is a file of bytes, such as a report.</summary>
public abstract class FileModel : Model
{
    private static readonly ModelFormat[] Formats = [ModelFormat.Bytes];

    /// <summary>A file that is stored as it is written.</summary>
    /// <param name="mediaType">What the file is served as, for example <c>text/html; charset=utf-8</c>.</param>
    /// <param name="fileExtension">Without the dot, for example <c>html</c>.</param>
    /// <param name="compression">None by default, so that the stored file can be opened where it lies.</param>
    protected FileModel(string mediaType, string fileExtension, ModelCompression compression = ModelCompression.None)
        : base(ModelFormat.Bytes, compression)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mediaType);
        ArgumentException.ThrowIfNullOrWhiteSpace(fileExtension);
        MediaType = mediaType;
        FileExtension = fileExtension;
    }

    /// <summary>What the file is served as.</summary>
    public string MediaType { get; }

    /// <summary>Without the dot.</summary>
    public string FileExtension { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ModelFormat> SupportedFormats => Formats;

    /// <inheritdoc/>
    public override Type? ContentType => null;
}
