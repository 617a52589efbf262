using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Etl.Local.Functions;

/// <summary>A function that was found and is free of defects.</summary>
internal sealed record FunctionDefinition(
    string Name,
    FunctionKind Kind,
    TriggerBindingAttribute Trigger,
    IReadOnlyList<FunctionParameter> Parameters,
    FunctionMethod Method)
{
    /// <summary>Without the host's prefix.</summary>
    public string Route => ((HttpTriggerAttribute)Trigger).Route ?? Name;

    /// <summary>Upper case; empty: every method.</summary>
    public IReadOnlyList<string> HttpMethods
        => ((HttpTriggerAttribute)Trigger).Methods?.Select(method => method.ToUpperInvariant()).ToList() ?? [];

    public TimerTriggerAttribute Timer => (TimerTriggerAttribute)Trigger;

    public Type TriggerType => Parameters.First(parameter => parameter.Kind == FunctionParameterKind.Trigger).Type;

    public object?[] Bind(Func<FunctionParameter, object?> valueOf) => Parameters.Select(valueOf).ToArray();
}
