using System.Globalization;
using System.Text;
using Etl.Hotels.Models;

namespace Etl.Hotels.Reports;

/// <summary>Room nights along the calendar, as a filled line.</summary>
internal static class NightsChart
{
    /// <summary>More points than pixels show nothing more: beyond it, neighbouring nights are averaged.</summary>
    private const int MaxPoints = 600;

    /// <summary>A figure with its busiest night.</summary>
    /// <param name="nights">Oldest first, at least one; nights that are not there count as 0.</param>
    public static Html Of(IReadOnlyList<DateRoomNights> nights)
    {
        var first = nights[0].Date;
        var days = nights[^1].Date.DayNumber - first.DayNumber + 1;
        var daysPerPoint = (days + MaxPoints - 1) / MaxPoints;
        var points = new double[(days + daysPerPoint - 1) / daysPerPoint];
        foreach (var night in nights)
        {
            points[(night.Date.DayNumber - first.DayNumber) / daysPerPoint] += (double)night.RoomNights / daysPerPoint;
        }

        var busiest = nights.MaxBy(night => night.RoomNights)!;
        return Html.Of($"""
            <figure>
            <figcaption><span>Busiest night: {Figures.Date(busiest.Date)} with {Figures.Count(busiest.RoomNights)} rooms</span><span>Average of the nights with guests: {Figures.Days(nights.Average(night => night.RoomNights))} rooms</span></figcaption>
            <svg role="img" aria-label="Rooms taken each night" height="120" viewBox="0 0 {points.Length} 100" preserveAspectRatio="none"><path class="s1" d="{Path(points)}"/></svg>
            <div class="ends"><span>{Figures.Date(first)}</span><span>{Figures.Date(nights[^1].Date)}</span></div>
            </figure>
            """);
    }

    private static string Path(double[] points)
    {
        var maximum = points.Max();
        var path = new StringBuilder("M0 100");
        for (var i = 0; i < points.Length; i++)
        {
            path.Append(CultureInfo.InvariantCulture, $"V{100 - (points[i] / maximum * 100):0.##}H{i + 1}");
        }

        return path.Append("V100Z").ToString();
    }
}
