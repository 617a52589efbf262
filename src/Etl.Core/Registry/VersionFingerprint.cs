namespace Etl.Core.Registry;

/// <summary>What a version was made from, in short: the same fingerprint means that making it again would give the same content.</summary>
/// <param name="Hash">SHA-256, lower-case hexadecimal, over the task's name, code version, settings, the content of its inputs and the values of <paramref name="Reads"/>.</param>
/// <param name="Reads">What else the task asked for while it ran, by name, in ordinal order: <c>parameter:currency</c>, <c>businessDate</c>, <c>environment</c>, <c>model:RawBookings.Resort</c>.</param>
public sealed record VersionFingerprint(string Hash, IReadOnlyList<string> Reads);
