using Etl.Core.Models;

namespace Etl.Storage.Tests.ModelData.Support;

internal enum Channel
{
    Direct,
    Agent,
}

internal sealed record Guest(string Name, int? Age);

internal sealed record Stay(
    string Hotel,
    string? Remark,
    char Code,
    int Nights,
    int? Children,
    long Id,
    decimal Price,
    decimal? Discount,
    double Factor,
    bool Paid,
    bool? Cancelled,
    DateOnly Arrival,
    DateOnly? Departure,
    DateTimeOffset BookedAt,
    TimeSpan Lead,
    Guid Key,
    Channel Channel,
    Channel? Other,
    IReadOnlyList<string?>? Tags,
    Guest? Guest,
    Dictionary<string, int>? Counts,
    byte[]? Photo);

internal sealed class Stays : Model<Stay>;

internal sealed record Rate(string Room, decimal? Price);

internal sealed class Rates : Model<Rate>;

internal sealed record Name(string? Value);

internal sealed class Names : Model<Name>;

internal sealed class Numbers : Model<int>;

internal sealed record Summary(string Title, int Total);

internal sealed class Summaries() : DocumentModel<Summary>;

internal sealed class Report() : FileModel("text/html; charset=utf-8", "html");

internal sealed class EscapingReport() : FileModel("text/html", "../html");
