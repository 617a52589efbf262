namespace Etl.Benchmarks.Peers;

/// <summary>What a peer printed. Times are for the work itself, without start and input.</summary>
/// <param name="Seconds">That went by.</param>
/// <param name="ProcessorSeconds">That the peer had a processor; less than went by on a busy machine.</param>
/// <param name="PeakMegabytes">Of its process, all included.</param>
internal sealed record PeerFigures(double Seconds, double ProcessorSeconds, double PeakMegabytes);
