using System.Text.Json.Serialization;

namespace Etl.Core.Tasks;

/// <summary>Something that a task read from outside of the model store.</summary>
/// <param name="Location">A path, a URI or any other name of the source, without secrets.</param>
/// <param name="Version">What tells one state of the source from another, such as an ETag, a date or a hash; null when there is nothing of the kind.</param>
public sealed record SourceReading(string Location, string? Version = null)
{
    /// <summary>Stands at the end of an address whose query is not shown, because it may hold keys.</summary>
    public const string HiddenQuery = "?…";

    /// <summary>Of the bytes of a file, taken while the task read it, lower-case hexadecimal; null when it was not read to its end, or is not a file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sha256 { get; init; }

    /// <summary>It was opened by <see cref="TaskContext.OpenSourceAsync"/>, and not only named by <see cref="TaskContext.RecordSource"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool WasOpened { get; init; }

    /// <summary>Whether it can be found out later if the source has changed.</summary>
    [JsonIgnore]
    public bool CanBeChecked => WasOpened && (Sha256 ?? Version) is not null && !Location.EndsWith(HiddenQuery, StringComparison.Ordinal);
}
