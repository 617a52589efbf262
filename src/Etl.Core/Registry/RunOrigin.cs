using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>Who asked for a run; decides what it may read.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunOrigin>))]
public enum RunOrigin
{
    /// <summary>A request over HTTP: only settings that a model marks as settable, only sources within the configured roots.</summary>
    Http,

    /// <summary>A schedule: the pipeline's own settings, sources within the configured roots.</summary>
    Schedule,

    /// <summary>The user of this machine's command line: every setting and every file that the user can read.</summary>
    CommandLine,
}
