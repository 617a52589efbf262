using System.Globalization;
using Etl.Core.Models;
using Etl.Core.Streams;
using Etl.Core.Tasks;
using Etl.Hotels.Csv;
using Etl.Hotels.Models;
using Etl.Hotels.Synthetic;
using Microsoft.Extensions.Logging;

namespace Etl.Hotels.Tasks;

internal sealed class LoadRawBookings(Chain chain) : ChainTask(chain)
{
    private readonly ModelRef<RawBookings> _raw = Model.Of<RawBookings>(chain.Key);

    public override string Description => $"Takes the bookings of {Chain.HotelName} from their file, or makes up a data set.";

    public override IReadOnlyList<string> Tags => ["raw"];

    /// <summary>Made-up bookings follow from the settings alone, and a file is compared by its content.</summary>
    public override TaskPolicy Policy { get; } = TaskPolicy.Default with
    {
        Reuse = TaskReuse.Deterministic,
        CodeVersion = string.Create(CultureInfo.InvariantCulture, $"1.{SyntheticBookings.Version}"),
    };

    public override IReadOnlyList<ModelRef> Requires() => [];

    public override IReadOnlyList<ModelRef> Provides() => [_raw];

    public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var source = context.Model(_raw);
        if (source.Path is { } path)
        {
            await CopyFileAsync(context, source, path, cancellationToken);
        }
        else
        {
            context.RecordSource($"synthetic:{Chain.Key}", $"v{SyntheticBookings.Version}, {source.SyntheticRows} rows, seed {source.Seed}");
            await context.Output(_raw).WriteAllAsync(SyntheticBookings.Generate(Chain, source.SyntheticRows, source.Seed, source.Hotel ?? Chain.HotelName), cancellationToken);
        }
    }

    private async Task CopyFileAsync(TaskContext context, RawBookings source, string path, CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(context, path, cancellationToken);
        var output = context.Output(_raw);
        long others = 0;
        string? otherHotel = null;
        await foreach (var row in BookingCsv.ReadAsync(stream, path, cancellationToken).ReadAhead())
        {
            var hotel = row.Hotel.AsSpan().Trim();
            if (source.Hotel is null || hotel.SequenceEqual(source.Hotel))
            {
                await output.WriteAsync(row, cancellationToken);
            }
            else
            {
                others++;
                otherHotel ??= hotel.ToString();
            }
        }

        if (others > 0 && output.Rows == 0)
        {
            context.Logger.LogWarning("None of the {Rows} rows of {Source} is of hotel '{Hotel}'; the first is of '{OtherHotel}'. Set {Model}.hotel to the hotel's name in the file", others, SourceFault.Shown(path), source.Hotel, otherHotel, _raw.Name);
        }

        context.Logger.LogInformation("{Source}: {Rows} rows of the chain, {Others} of other hotels", SourceFault.Shown(path), output.Rows, others);
    }

    private async Task<Stream> OpenAsync(TaskContext context, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await context.OpenSourceAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw SourceFault.Of(path, "does not exist.", $"Put the file there, or give another one: --model {_raw.Name}.path=FILE", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw SourceFault.Of(path, "can't be read: access is denied, or it is a folder.", $"Allow it to be read, or give another file: --model {_raw.Name}.path=FILE", exception);
        }
    }
}
