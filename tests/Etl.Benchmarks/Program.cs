using System.Globalization;
using Etl.Benchmarks;

// A number among the arguments is how many rows the data scenario writes.
var numbers = args.Where(argument => int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out _)).ToList();
var rows = numbers.Count > 0 ? int.Parse(numbers[^1], CultureInfo.InvariantCulture) : DataScenario.DefaultRows;
var scenarios = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["planner"] = PlannerScenario.RunAsync,
    ["engine"] = EngineScenario.RunAsync,
    ["http"] = HttpScenario.RunAsync,
    ["data"] = () => DataScenario.RunAsync(rows),
};
var chosen = args.Length == numbers.Count ? [.. scenarios.Keys] : args.Except(numbers, StringComparer.Ordinal).ToArray();
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
