namespace Etl.Storage.Registry.Retention;

/// <summary>What a listing says of a run.</summary>
internal sealed class SurveyedRun(string runId)
{
    public string RunId => runId;

    public bool HasClaim { get; set; }

    public bool HasPins { get; set; }

    public bool HasSummary { get; set; }

    /// <summary>Null while it has not ended.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The tasks that have a commit record of their own.</summary>
    public List<string> Committed { get; } = [];

    /// <summary>The packs that have one.</summary>
    public List<int> CommittedPacks { get; } = [];
}
