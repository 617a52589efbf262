namespace Etl.Core.Registry;

/// <summary>Where a task stands among the packs of its run.</summary>
/// <param name="Pack">The place of its pack in <see cref="RunSnapshot.Packs"/>.</param>
/// <param name="Place">Its own place in that pack.</param>
public sealed record PackPlace(int Pack, int Place);
