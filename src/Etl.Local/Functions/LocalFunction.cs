using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Etl.Local.Functions;

/// <summary>A function that was found and is free of defects.</summary>
internal sealed record LocalFunction(
    string Name,
    FunctionKind Kind,
    TriggerBindingAttribute Trigger,
    IReadOnlyList<BoundParameter> Parameters,
    FunctionMethod Method)
{
    /// <summary>Without the host's prefix.</summary>
    public string Route => ((HttpTriggerAttribute)Trigger).Route ?? Name;

    /// <summary>Upper case; empty: every method.</summary>
    public IReadOnlyList<string> HttpMethods
        => ((HttpTriggerAttribute)Trigger).Methods?.Select(method => method.ToUpperInvariant()).ToList() ?? [];

    public TimerTriggerAttribute Timer => (TimerTriggerAttribute)Trigger;

    public Type TriggerType => Parameters.First(parameter => parameter.Kind == BoundParameterKind.Trigger).Type;

    public object?[] Bind(Func<BoundParameter, object?> valueOf) => Parameters.Select(valueOf).ToArray();
}
