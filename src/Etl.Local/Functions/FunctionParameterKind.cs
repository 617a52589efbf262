namespace Etl.Local.Functions;

internal enum FunctionParameterKind
{
    Trigger,
    DurableClient,
    CancellationToken,
    RouteValue,
    InstanceId,
}
