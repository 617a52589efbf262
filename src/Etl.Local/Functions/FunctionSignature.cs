using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Functions;

/// <summary>What a function takes and returns, checked against what its trigger can give and use.</summary>
internal sealed class FunctionSignature
{
    private readonly List<string> _problems = [];
    private readonly List<BoundParameter> _parameters = [];

    public FunctionSignature(string name, FunctionKind kind, TriggerBindingAttribute trigger, MethodInfo method)
    {
        var routeValues = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (trigger is HttpTriggerAttribute http)
        {
            _problems.AddRange(HttpRoutes.Check(http.Route ?? name, routeValues));
        }

        if (trigger is OrchestrationTriggerAttribute { Orchestration: { } other } && other != name
            || trigger is ActivityTriggerAttribute { Activity: { } otherActivity } && otherActivity != name)
        {
            _problems.Add("the trigger attribute names another function; leave its name out, the function's own name is used");
        }

        foreach (var parameter in method.GetParameters())
        {
            AddParameter(kind, parameter, routeValues);
        }

        AddReturnProblems(kind, method);
    }

    public IReadOnlyList<BoundParameter> Parameters => _parameters;

    public IReadOnlyList<string> Problems => _problems;

    public static FunctionKind? KindOf(TriggerBindingAttribute trigger) => trigger switch
    {
        OrchestrationTriggerAttribute => FunctionKind.Orchestrator,
        ActivityTriggerAttribute => FunctionKind.Activity,
        HttpTriggerAttribute => FunctionKind.Http,
        TimerTriggerAttribute => FunctionKind.Timer,
        _ => null,
    };

    private void AddParameter(FunctionKind kind, ParameterInfo parameter, HashSet<string> routeValues)
    {
        var type = parameter.ParameterType;
        var binding = parameter.GetCustomAttributes().OfType<BindingAttribute>().FirstOrDefault();
        BoundParameterKind? found = binding switch
        {
            TriggerBindingAttribute when FitsTrigger(kind, type) => BoundParameterKind.Trigger,
            DurableClientAttribute when kind != FunctionKind.Orchestrator && type == typeof(DurableTaskClient) => BoundParameterKind.DurableClient,
            null when kind != FunctionKind.Orchestrator && type == typeof(CancellationToken) => BoundParameterKind.CancellationToken,
            null when kind == FunctionKind.Http && type == typeof(string) && routeValues.Contains(parameter.Name!) => BoundParameterKind.RouteValue,
            null when kind == FunctionKind.Activity && type == typeof(string) && parameter.Name == "instanceId" => BoundParameterKind.InstanceId,
            _ => null,
        };
        if (found is { } known)
        {
            _parameters.Add(new(parameter.Name!, known, type));
        }
        else
        {
            _problems.Add($"parameter {type.Name} {parameter.Name} is not supported; {Supported(kind)}");
        }
    }

    private static bool FitsTrigger(FunctionKind kind, Type type) => kind switch
    {
        FunctionKind.Orchestrator => type == typeof(TaskOrchestrationContext),
        FunctionKind.Http => type == typeof(HttpRequest),
        FunctionKind.Timer => type == typeof(TimerInfo),
        _ => !type.IsByRef && !type.IsByRefLike && !type.IsPointer && type != typeof(TaskActivityContext),
    };

    private static string Supported(FunctionKind kind) => kind switch
    {
        FunctionKind.Orchestrator => "an orchestrator takes its [OrchestrationTrigger] TaskOrchestrationContext and nothing else",
        FunctionKind.Activity => "an activity takes its [ActivityTrigger] input, [DurableClient] DurableTaskClient, string instanceId and CancellationToken; "
            + "services come through the constructor",
        FunctionKind.Http => "an HTTP function takes its [HttpTrigger] HttpRequest, strings named like the values of its route, "
            + "[DurableClient] DurableTaskClient and CancellationToken; services come through the constructor",
        _ => "a timer function takes its [TimerTrigger] TimerInfo, [DurableClient] DurableTaskClient and CancellationToken; "
            + "services come through the constructor",
    };

    private void AddReturnProblems(FunctionKind kind, MethodInfo method)
    {
        var returned = method.ReturnType;
        if (returned == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
        {
            _problems.Add("async void can't be waited for; return Task");
            return;
        }

        var isTask = typeof(Task).IsAssignableFrom(returned);
        var result = isTask && returned.IsGenericType ? returned.GetGenericArguments()[0] : isTask ? typeof(void) : returned;
        if (returned == typeof(ValueTask) || (returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            _problems.Add("the Functions worker does not wait for a ValueTask; return Task");
        }
        else if (kind == FunctionKind.Http && !typeof(IResult).IsAssignableFrom(result))
        {
            _problems.Add($"it returns {returned.Name}; an HTTP function returns IResult or Task<IResult>");
        }
        else if (kind == FunctionKind.Orchestrator && !isTask)
        {
            _problems.Add($"it returns {returned.Name}; an orchestrator returns Task or Task<T>");
        }
    }
}
