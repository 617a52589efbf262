namespace Etl.Core.Tasks;

/// <summary>A task used a model that it did not declare, used it the wrong way round, or did not write one that it provides.</summary>
public sealed class UndeclaredModelException(string message) : PermanentTaskException(message);
