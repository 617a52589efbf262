using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Local.Functions;

/// <summary>A function's method, compiled to delegates at its first call: no reflection after that, and its exceptions arrive unwrapped.</summary>
internal sealed class FunctionMethod
{
    private readonly Lazy<ObjectFactory>? _create;
    private readonly Lazy<Func<object?, object?[], object?>> _call;
    private readonly Lazy<Func<Task, object?>>? _readResult;

    public FunctionMethod(MethodInfo method)
    {
        _create = method.IsStatic ? null : new(() => ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes));
        _call = new(() => CompileCall(method));
        _readResult = method.ReturnType.IsGenericType ? new(() => CompileResultReader(method.ReturnType)) : null;
    }

    /// <summary>
    /// The method starts on the calling thread. The instance gets its services from <paramref name="services"/> and is disposed when the task ends;
    /// the services are the caller's.
    /// </summary>
    public async Task<object?> InvokeAsync(IServiceProvider services, object?[] arguments)
    {
        var instance = _create?.Value.Invoke(services, arguments: null);
        try
        {
            var returned = _call.Value(instance, arguments);
            if (returned is not Task task)
            {
                return returned;
            }

            await task;
            return _readResult?.Value(task);
        }
        finally
        {
            await DisposeAsync(instance);
        }
    }

    private static async ValueTask DisposeAsync(object? instance)
    {
        switch (instance)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }

    private static Func<object?, object?[], object?> CompileCall(MethodInfo method)
    {
        var instance = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object[]));
        var values = method.GetParameters()
            .Select((parameter, i) => Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), parameter.ParameterType));
        var call = Expression.Call(method.IsStatic ? null : Expression.Convert(instance, method.DeclaringType!), method, values);
        Expression body = method.ReturnType == typeof(void)
            ? Expression.Block(call, Expression.Constant(null))
            : Expression.Convert(call, typeof(object));
        return Expression.Lambda<Func<object?, object?[], object?>>(body, instance, arguments).Compile();
    }

    private static Func<Task, object?> CompileResultReader(Type taskType)
    {
        var task = Expression.Parameter(typeof(Task));
        var result = Expression.Property(Expression.Convert(task, taskType), "Result");
        return Expression.Lambda<Func<Task, object?>>(Expression.Convert(result, typeof(object)), task).Compile();
    }
}
