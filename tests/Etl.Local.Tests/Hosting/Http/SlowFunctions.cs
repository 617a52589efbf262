using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Local.Tests.Hosting.Http;

public sealed class Gate
{
    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

public sealed class SlowFunctions(Gate gate)
{
    [Function("Slow")]
    public async Task<IResult> SlowAsync([HttpTrigger("get", Route = "slow")] HttpRequest request)
    {
        gate.Entered.SetResult();
        await gate.Open.Task;
        return Results.Text(request.Path.HasValue ? "done" : "");
    }
}
