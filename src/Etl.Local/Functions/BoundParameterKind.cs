namespace Etl.Local.Functions;

internal enum BoundParameterKind
{
    Trigger,
    DurableClient,
    CancellationToken,
    RouteValue,
    InstanceId,
}
