namespace Etl.Local.Functions;

internal sealed record BoundParameter(string Name, BoundParameterKind Kind, Type Type);
