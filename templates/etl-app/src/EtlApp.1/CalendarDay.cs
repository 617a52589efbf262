namespace EtlApp._1;

/// <summary>A day, and the quarter it belongs to.</summary>
public sealed record CalendarDay(DateOnly Date, int Quarter, bool IsWeekend);
