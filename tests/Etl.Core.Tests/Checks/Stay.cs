namespace Etl.Core.Tests.Checks;

internal sealed record Stay(int Id)
{
    public string? Hotel { get; init; } = "Sea";

    public decimal Adr { get; init; } = 100m;

    public decimal? Tax { get; init; }

    public double Share { get; init; }

    public DateOnly? Date { get; init; }

    public DateTimeOffset? At { get; init; }

    public DateTime Local { get; init; }
}
