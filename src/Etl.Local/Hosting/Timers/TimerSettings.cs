using Etl.Local.Functions;
using Microsoft.Extensions.Configuration;

namespace Etl.Local.Hosting.Timers;

/// <summary>The schedules of timer functions, with <c>%Setting%</c> looked up.</summary>
internal static class TimerSettings
{
    /// <summary>In the order of <paramref name="functions"/>.</summary>
    /// <param name="functions">Of kind timer.</param>
    /// <param name="defaults">Setting to schedule, for settings that are not there.</param>
    /// <exception cref="FunctionDiscoveryException">A setting is missing or a schedule can't be read: all of them.</exception>
    public static IReadOnlyList<TimerSchedule> Resolve(
        IEnumerable<LocalFunction> functions, IConfiguration configuration, IReadOnlyDictionary<string, string> defaults)
    {
        var schedules = new List<TimerSchedule>();
        var problems = new List<string>();
        foreach (var function in functions)
        {
            try
            {
                schedules.Add(TimerSchedule.Parse(LookUp(function.Timer.Schedule, configuration, defaults)));
            }
            catch (FormatException e)
            {
                problems.Add($"{function.Name}: {e.Message}");
            }
        }

        return problems.Count == 0 ? schedules : throw new FunctionDiscoveryException(problems);
    }

    private static string LookUp(string schedule, IConfiguration configuration, IReadOnlyDictionary<string, string> defaults)
    {
        if (schedule.Length < 2 || schedule[0] != '%' || schedule[^1] != '%')
        {
            return schedule;
        }

        var setting = schedule[1..^1];
        var value = configuration[setting];
        if (!string.IsNullOrWhiteSpace(value))
        {
            return value.Trim();
        }

        return defaults.TryGetValue(setting, out var fallback)
            ? fallback
            : throw new FormatException(
                $"its schedule is the setting '{setting}', which is missing. Set the environment variable {setting.Replace(":", "__", StringComparison.Ordinal)}, "
                + "for example to '0 */5 * * * *'.");
    }
}
