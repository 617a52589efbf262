using Etl.Functions.Timers;
using Etl.Local.Functions;
using Etl.Local.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Local.Tests.Functions;

public sealed class FunctionCatalogTests
{
    [Fact]
    public void Discover_SampleClass_FindsEachFunctionByItsTrigger()
    {
        var catalog = FunctionCatalog.Discover([typeof(SampleFunctions)]);

        Assert.Equal(["Deliver", "Double", "Forget", "GetOrder", "Ship", "Tick"], catalog.Names);
        Assert.Equal(["Deliver"], catalog.OfKind(FunctionKind.Orchestrator).Select(function => function.Name));
        Assert.Equal(["Double", "Forget", "Ship"], catalog.OfKind(FunctionKind.Activity).Select(function => function.Name));
        Assert.Equal(["GET"], catalog.Find("getorder", FunctionKind.Http)!.HttpMethods);
        Assert.Equal("%TickSchedule%", catalog.Find("Tick", FunctionKind.Timer)!.Timer.Schedule);
        Assert.Null(catalog.Find("Tick", FunctionKind.Activity));
    }

    [Fact]
    public void Discover_TheFunctionsOfEtl_HasNoDefects()
    {
        var catalog = FunctionCatalog.Discover([typeof(NightlyLoad).Assembly]);

        Assert.Contains(nameof(NightlyLoad), catalog.Names);
    }

    [Fact]
    public void Discover_RouteLeftOut_IsTheFunctionsName()
    {
        var catalog = FunctionCatalog.Discover([typeof(GoodHttp)]);

        Assert.Equal("Ping", catalog.Find("Ping", FunctionKind.Http)!.Route);
        Assert.Empty(catalog.Find("Ping", FunctionKind.Http)!.HttpMethods);
    }

    [Fact]
    public void Discover_Defects_AreAllReportedAtOnceWithTheirFunctions()
    {
        var error = Assert.Throws<FunctionDiscoveryException>(() => FunctionCatalog.Discover([typeof(BadFunctions), typeof(MoreBadFunctions), typeof(Unmakeable)]));

        Assert.Equal(
            [
                "1st (BadFunctions.Numbered): a name is a letter and then letters, digits, '-' and '_', at most 127 in all",
                "AsyncVoid (BadFunctions.AsyncVoid): async void can't be waited for; return Task",
                "BadRoute (BadFunctions.BadRoute): route 'runs/{id' is not valid:",
                "Clash (BadFunctions.Clash): parameter String text is not supported; an orchestrator takes its [OrchestrationTrigger] TaskOrchestrationContext and nothing else",
                "Clash: several functions have this name (case does not count): BadFunctions.Clash, MoreBadFunctions.Same",
                "Hidden (BadFunctions.Hidden): the method must be public; the Functions worker does not find it otherwise",
                "NoTrigger (BadFunctions.NoTrigger): no parameter has a trigger attribute",
                "NotAResult (BadFunctions.NotAResult): it returns String; an HTTP function returns IResult or Task<IResult>",
                "Overloaded (MoreBadFunctions.Overloaded): the method has overloads; the Functions worker finds a method by its name alone",
                "Renamed (MoreBadFunctions.Renamed): the trigger attribute names another function; leave its name out, the function's own name is used",
                "SlashRoute (BadFunctions.SlashRoute): route '/runs' may not start or end with '/', nor start with '~'",
                "Sync (MoreBadFunctions.Sync): it returns Int32; an orchestrator returns Task or Task<T>",
                "TwoTriggers (BadFunctions.TwoTriggers): several parameters have a trigger attribute: a, b",
                "UnknownConstraint (MoreBadFunctions.UnknownConstraint): route 'a/{id:nope}' is not valid:",
                "Unmakeable (Unmakeable.Run): its class has 0 public constructors; services are given to exactly one",
                "ValueTask (MoreBadFunctions.Value): the Functions worker does not wait for a ValueTask; return Task",
                "WrongRouteValue (BadFunctions.WrongRouteValue): parameter String other is not supported; an HTTP function takes its [HttpTrigger] HttpRequest, strings named like the values of its route, [DurableClient] DurableTaskClient and CancellationToken; services come through the constructor",
                "WrongTrigger (MoreBadFunctions.WrongTrigger): parameter DateTime timer is not supported; a timer function takes its [TimerTrigger] TimerInfo, [DurableClient] DurableTaskClient and CancellationToken; services come through the constructor",
            ],
            error.Problems.Select(WithoutFrameworkText));
        Assert.All(error.Problems, problem => Assert.Contains(problem, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Discover_RoutesThatDifferInValueNamesOnly_ConflictForTheSameMethod()
    {
        var error = Assert.Throws<FunctionDiscoveryException>(() => FunctionCatalog.Discover([typeof(SameRoutes)]));

        Assert.Equal(["B: route 'runs/{run}' is also the route of A, for the same HTTP method"], error.Problems);
    }

    private static string WithoutFrameworkText(string problem)
    {
        const string FrameworkTextFollows = "is not valid:";
        var start = problem.IndexOf(FrameworkTextFollows, StringComparison.Ordinal);
        return start < 0 ? problem : problem[..(start + FrameworkTextFollows.Length)];
    }

    [Fact]
    public void DataTypes_AreWhatOrchestratorsAndActivitiesExchange() =>
        Assert.Equal([typeof(int), typeof(int), typeof(string)], FunctionCatalog.Discover([typeof(TeaFunctions)]).DataTypes.OrderBy(type => type.Name, StringComparer.Ordinal));

    [Fact]
    public async Task Activity_ThatReturnsAListWithoutATask_IsRun()
    {
        var catalog = FunctionCatalog.Discover([typeof(Lists)]);

        var method = catalog.Find("Numbers", FunctionKind.Activity)!.Method;

        Assert.Equal(typeof(List<int>), method.ResultType);
        Assert.Equal(new List<int> { 1, 2 }, await method.InvokeAsync(new ServiceCollection().BuildServiceProvider(), [2]));
    }

    private static class Lists
    {
        [Function("Numbers")]
        public static List<int> Numbers([ActivityTrigger] int count) => [.. Enumerable.Range(1, count)];
    }
}
