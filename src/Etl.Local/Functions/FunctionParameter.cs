namespace Etl.Local.Functions;

internal sealed record FunctionParameter(string Name, FunctionParameterKind Kind, Type Type);
