using Etl.Core.Tasks;

namespace Etl.Hotels.Tasks;

/// <summary>A task that each chain has of its own, named like its class and the chain: <c>CleanBookings.Resort</c>.</summary>
internal abstract class ChainTask(Chain chain) : EtlTask
{
    public override string Name => $"{GetType().Name}.{Chain.Key}";

    protected Chain Chain { get; } = chain;
}
