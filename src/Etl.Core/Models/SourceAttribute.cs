namespace Etl.Core.Models;

/// <summary>
/// Marks a constructor parameter of a model whose value says where outside data lies: a path or a URI
/// (<c>file:</c>, <c>https:</c>, a container's blob). It is checked before a run starts and is confined to the configured roots.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SourceAttribute : Attribute;
