using Etl.Benchmarks;

var scenarios = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["planner"] = PlannerScenario.RunAsync,
    ["engine"] = EngineScenario.RunAsync,
};
var chosen = args.Length == 0 ? [.. scenarios.Keys] : args;
var unknown = chosen.Where(name => !scenarios.ContainsKey(name)).ToList();
if (unknown.Count > 0)
{
    await Console.Error.WriteLineAsync($"error: there is no scenario {string.Join(", ", unknown.Select(name => $"'{name}'"))}; there are: {string.Join(", ", scenarios.Keys)}");
    return 2;
}

foreach (var name in chosen)
{
    await scenarios[name]();
}

return 0;
