namespace Etl.Local.Functions;

internal enum FunctionKind
{
    Orchestrator,
    Activity,
    Http,
    Timer,
}
