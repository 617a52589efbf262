namespace Microsoft.DurableTask.Client;

/// <summary>Hosts ignore <c>Recursive</c> by age: nothing may depend on it.</summary>
public record PurgeInstanceOptions(bool Recursive = false);
