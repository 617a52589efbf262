namespace Etl.Functions.Orchestrators;

/// <summary>The external events that a run listens to.</summary>
public static class RunEvents
{
    /// <summary>Stop the run; the payload is the reason.</summary>
    public const string Cancel = "Cancel";
}
