namespace Etl.Hotels.Models;

/// <summary>The key figures of all chains together, one row for each arrival month that has bookings, oldest first.</summary>
public sealed class GroupKpis : KpiModel;
