namespace Etl.Core.Models;

/// <summary>Marks a constructor parameter of a model that a start request over HTTP may set. The others are the operator's.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SettableByRequestAttribute : Attribute;
