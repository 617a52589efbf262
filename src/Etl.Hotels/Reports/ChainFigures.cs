using Etl.Hotels.Models;

namespace Etl.Hotels.Reports;

/// <summary>A chain and its months, oldest first.</summary>
internal sealed record ChainFigures(Chain Chain, IReadOnlyList<MonthlyKpi> Months);
