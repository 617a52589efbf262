namespace Etl.Hotels.Models;

/// <summary>A chain's key figures, one row for each arrival month that has bookings, oldest first.</summary>
public sealed class MonthlyKpis : KpiModel;
