namespace Etl.Core.Models;

/// <summary>
/// Marks a constructor parameter of a model whose value is a secret, such as a password. It comes from the app's configuration
/// (<c>Etl:ModelConfigs</c>) or the pipeline's code alone, never from a request, because requests are recorded. It is not printed, not
/// part of any record, and hidden where a task's error repeats it. It is no part of what makes two runs the same.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SecretAttribute : Attribute;
