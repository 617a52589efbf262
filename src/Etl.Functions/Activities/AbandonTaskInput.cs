namespace Etl.Functions.Activities;

/// <summary>A task whose activity never answered.</summary>
public sealed record AbandonTaskInput(string RunId, string Task, string Reason);
