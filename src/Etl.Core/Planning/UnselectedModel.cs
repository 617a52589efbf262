namespace Etl.Core.Planning;

/// <summary>A model that selected tasks read from the store, although the pipeline has a task for it.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Task">The task that provides it and is not selected.</param>
public sealed record UnselectedModel(string Model, string Task);
