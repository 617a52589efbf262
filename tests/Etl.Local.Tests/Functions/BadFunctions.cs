using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Etl.Local.Tests.Functions;

public static class GoodHttp
{
    [Function("Ping")]
    public static Task<IResult> PingAsync([HttpTrigger] HttpRequest request, CancellationToken cancellationToken)
        => Task.FromResult(Results.Text(request.Method + cancellationToken.CanBeCanceled));
}

public static class BadFunctions
{
    [Function("1st")]
    public static void Numbered([ActivityTrigger] int input) => _ = input;

    [Function("AsyncVoid")]
#pragma warning disable MA0155, VSTHRD100 // it is the defect
    public static async void AsyncVoid([ActivityTrigger] int input) => await Task.FromResult(input);
#pragma warning restore MA0155, VSTHRD100

    [Function("BadRoute")]
    public static IResult BadRoute([HttpTrigger(Route = "runs/{id")] HttpRequest request) => Results.Ok(request.Path);

    [Function("Clash")]
    public static Task Clash([OrchestrationTrigger] TaskOrchestrationContext context, string text) => Task.FromResult(context.Name + text);

    [Function("Hidden")]
    internal static void Hidden([ActivityTrigger] int input) => _ = input;

    [Function("NoTrigger")]
    public static Task NoTrigger(string input) => Task.FromResult(input);

    [Function("NotAResult")]
    public static string NotAResult([HttpTrigger] HttpRequest request) => request.Method;

    [Function("SlashRoute")]
    public static IResult SlashRoute([HttpTrigger(Route = "/runs")] HttpRequest request) => Results.Ok(request.Path);

    [Function("TwoTriggers")]
    public static void TwoTriggers([ActivityTrigger] int a, [ActivityTrigger] int b) => _ = a + b;

    [Function("WrongRouteValue")]
    public static IResult WrongRouteValue([HttpTrigger(Route = "runs/{id}")] HttpRequest request, string id, string other)
        => Results.Ok(request.Path + id + other);
}

public static class MoreBadFunctions
{
    [Function("clash")]
    public static void Same([ActivityTrigger] int input) => _ = input;

    [Function("Overloaded")]
    public static void Overloaded([ActivityTrigger] int input) => _ = input;

    public static void Overloaded(string input) => _ = input;

    [Function("Renamed")]
    public static void Renamed([ActivityTrigger(Activity = "Other")] int input) => _ = input;

    [Function("Sync")]
    public static int Sync([OrchestrationTrigger] TaskOrchestrationContext context) => context.Name.GetHashCode();

    [Function("UnknownConstraint")]
    public static IResult UnknownConstraint([HttpTrigger(Route = "a/{id:nope}")] HttpRequest request) => Results.Ok(request.Path);

    [Function("ValueTask")]
    public static ValueTask<int> Value([ActivityTrigger] int input) => ValueTask.FromResult(input);

    [Function("WrongTrigger")]
    public static void WrongTrigger([TimerTrigger("0 0 * * *")] DateTime timer) => _ = timer;
}

public sealed class Unmakeable
{
    private readonly int _seed;

    private Unmakeable(int seed) => _seed = seed;

    public static Unmakeable Make(int seed) => new(seed);

    [Function("Unmakeable")]
    public int Run([ActivityTrigger] int input) => input + _seed;
}

public static class SameRoutes
{
    [Function("A")]
    public static IResult A([HttpTrigger("get", "post", Route = "runs/{id}")] HttpRequest request) => Results.Ok(request.Path);

    [Function("B")]
    public static IResult B([HttpTrigger("POST", Route = "runs/{run}")] HttpRequest request) => Results.Ok(request.Path);

    [Function("C")]
    public static IResult C([HttpTrigger("delete", Route = "runs/{id}")] HttpRequest request) => Results.Ok(request.Path);

    [Function("D")]
    public static IResult D([HttpTrigger("get", Route = "runs/{id:int}")] HttpRequest request) => Results.Ok(request.Path);
}
