using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Storage.ModelData;

/// <summary>Where versions lie and what they are served as.</summary>
internal static partial class BlobNaming
{
    public static string NewVersion() => RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>The blobs of a version in the order of their names are its parts in order, up to the 10,000th; all names begin with the version and a dot.</summary>
    /// <param name="model">Decides on the ending.</param>
    /// <param name="version">Its id.</param>
    /// <param name="part">1 for the first, which is named alike whether others follow or not: when it is begun, nobody knows.</param>
    public static string BlobName(Model model, string version, int part = 1) =>
        part == 1 ? $"models/{model.Name}/{version}.{Extension(model)}" : $"models/{model.Name}/{version}.part{part:0000}.{Extension(model)}";

    public static string MediaType(Model model) => model switch
    {
        FileModel file => file.MediaType,
        { Format: ModelFormat.JsonLines } => "application/jsonl",
        { Format: ModelFormat.Csv } => "text/csv",
        _ => "application/json",
    };

    private static string Extension(Model model)
    {
        var extension = model switch
        {
            FileModel file => FileExtension(file),
            { Format: ModelFormat.JsonLines } => "jsonl",
            { Format: ModelFormat.Csv } => "csv",
            _ => "json",
        };
        return model.Compression == ModelCompression.Gzip ? extension + ".gz" : extension;
    }

    private static string FileExtension(FileModel model) =>
        Pattern().IsMatch(model.FileExtension)
            ? model.FileExtension
            : throw new PermanentTaskException($"Model '{model.Name}' has the file extension '{model.FileExtension}', which can't be part of a blob name. It is letters and digits, with dots between them, at most 20 characters, for example 'html' or 'tar.gz'.");

    [GeneratedRegex(@"^(?=.{1,20}\z)[A-Za-z0-9]+(\.[A-Za-z0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Pattern();
}
