using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Local.Functions;

/// <summary>A function's method. Its exceptions arrive unwrapped.</summary>
internal sealed class FunctionMethod
{
    private readonly Type? _instanceType;
    private readonly MethodInvoker _method;
    private readonly MethodInvoker? _result;

    public FunctionMethod(MethodInfo method)
    {
        _instanceType = method.IsStatic ? null : method.DeclaringType;
        _method = MethodInvoker.Create(method);
        if (method.ReturnType is { IsGenericType: true } returned && returned.GetGenericTypeDefinition() == typeof(Task<>))
        {
            ResultType = returned.GetGenericArguments()[0];
            _result = MethodInvoker.Create(returned.GetProperty("Result")!.GetMethod!);
        }
        else if (!typeof(Task).IsAssignableFrom(method.ReturnType) && method.ReturnType != typeof(void))
        {
            ResultType = method.ReturnType;
        }
    }

    /// <summary>Of what it returns, or of the result of the task that it returns; null when there is none.</summary>
    public Type? ResultType { get; }

    /// <summary>
    /// The method starts on the calling thread. The instance gets its services from <paramref name="services"/> and is disposed when the task ends;
    /// the services are the caller's.
    /// </summary>
    public async Task<object?> InvokeAsync(IServiceProvider services, object?[] arguments)
    {
        var instance = CreateInstance(services);
        try
        {
            return await CallAsync(instance, arguments);
        }
        finally
        {
            await DisposeAsync(instance);
        }
    }

    /// <summary>Null when the method is static. It is for one call; the caller disposes it.</summary>
    public object? CreateInstance(IServiceProvider services) => _instanceType is null ? null : ActivatorUtilities.CreateInstance(services, _instanceType);

    /// <summary>The method starts on the calling thread.</summary>
    public async Task<object?> CallAsync(object? instance, object?[] arguments)
    {
        var returned = _method.Invoke(instance, arguments.AsSpan());
        if (returned is not Task task)
        {
            return returned;
        }

        await task;
        return _result?.Invoke(task);
    }

    public static async ValueTask DisposeAsync(object? instance)
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
}
