namespace Etl.Cli.Commands;

/// <summary>What <c>etl doctor</c> found out.</summary>
internal sealed record DoctorFinding(string Check, bool IsOk, string Found, string? Advice);
