using Etl.Core.Pipelines;
using Etl.Core.Runs;

namespace Etl.Hotels;

/// <summary>What the reports write behind amounts. Nothing is converted: the sources do not name a currency.</summary>
internal static class ReportCurrency
{
    private const string Name = "currency";
    private const string Default = "EUR";

    public static Parameter Parameter { get; } = new(Name, Default, "Written behind the amounts in the reports; nothing is converted.");

    /// <summary>The default where a run was started without the pipeline's parameters, as in tests.</summary>
    public static string Of(JobContext job) => job.Parameters.GetValueOrDefault(Name, Default);
}
