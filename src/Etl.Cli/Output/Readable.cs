using System.Globalization;

namespace Etl.Cli.Output;

/// <summary>Numbers and times as people read them; one culture on every machine.</summary>
internal static class Readable
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Bytes(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1000 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }

    public static string Duration(long? milliseconds) => milliseconds switch
    {
        null => "",
        < 1_000 => $"{milliseconds} ms",
        < 60_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{TimeSpan.FromMilliseconds(milliseconds.Value):h\\:mm\\:ss}"),
    };

    /// <summary>Of something that goes on: tenths of a second would be noise after a minute.</summary>
    public static string Elapsed(TimeSpan elapsed) => elapsed < TimeSpan.FromMinutes(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0.0} s")
        : Duration((long)elapsed.TotalMilliseconds);

    /// <summary>In the largest unit that fits; a clock that was set back gives zero.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        _ when age >= TimeSpan.FromDays(2) => $"{(int)age.TotalDays} days",
        _ when age >= TimeSpan.FromHours(2) => $"{(int)age.TotalHours} h",
        _ when age >= TimeSpan.FromMinutes(2) => $"{(int)age.TotalMinutes} min",
        _ => $"{Math.Max(0, (int)age.TotalSeconds)} s",
    };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
