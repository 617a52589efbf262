namespace Etl.Core.Pipelines;

/// <summary>A pipeline was asked for that the catalog does not have.</summary>
public sealed class UnknownPipelineException(string name, string message) : Exception(message)
{
    /// <summary>As it was asked for.</summary>
    public string Name { get; } = name;
}
