namespace Etl.Benchmarks.Peers;

/// <summary>What a peer printed.</summary>
/// <param name="Seconds">For the work itself, without start and input.</param>
/// <param name="PeakMegabytes">Of its process, all included.</param>
internal sealed record PeerFigures(double Seconds, double PeakMegabytes);
