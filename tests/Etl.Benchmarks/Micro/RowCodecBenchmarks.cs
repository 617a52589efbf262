using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BenchmarkDotNet.Attributes;
using Etl.Core.Models;
using Etl.Hotels;
using Etl.Hotels.Cleaning;
using Etl.Hotels.Csv;
using Etl.Hotels.Models;
using Etl.Hotels.Synthetic;
using Etl.Storage.ModelData.Compiled;
using Etl.Storage.ModelData.Csv;
using Etl.Storage.ModelData.Reading;
using Etl.Storage.ModelData.Writing;

namespace Etl.Benchmarks.Micro;

/// <summary>One row through each codec: raw bookings of 33 properties, nearly all texts, and clean ones of 21.</summary>
[MemoryDiagnoser]
public class RowCodecBenchmarks
{
    private const int Rows = 4_096;

    private static readonly JsonTypeInfo<RawBooking> RawType = new RawBookings().RowTypeInfo;
    private static readonly JsonTypeInfo<Booking> BookingType = new Bookings().RowTypeInfo;

    private readonly Codec<RawBooking> _raw = new(RawType);
    private readonly Codec<Booking> _bookings = new(BookingType);
    private readonly BookingCleaner _cleaner = new(new RawBookings().DateFormats);
    private RawBooking[] _rawRows = [];
    private byte[] _file = [];
    private byte[] _csv = [];

    [GlobalSetup]
    public void MakeRows()
    {
        _rawRows = [.. SyntheticBookings.Generate(Chains.Resort, Rows * 2, seed: 1, Chains.Resort.HotelName).Where(row => _cleaner.Clean(row).Booking is not null).Take(Rows)];
        _raw.Fill(_rawRows);
        _bookings.Fill([.. _rawRows.Select(row => _cleaner.Clean(row).Booking!)]);
        _csv = _bookings.ToCsv();
        var file = new MemoryStream();
        using (var writer = new StreamWriter(file, leaveOpen: true))
        {
            writer.WriteLine(string.Join(',', BookingColumns.Names));
            var columns = typeof(RawBooking).GetProperties().Where(property => property.PropertyType == typeof(string)).ToList();
            foreach (var row in _rawRows)
            {
                writer.WriteLine(string.Join(',', columns.Select(column => column.GetValue(row))));
            }
        }

        _file = file.ToArray();
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public Task<int> ReadBookingsFile() => CountAsync(BookingCsv.ReadAsync(new MemoryStream(_file), "bookings.csv", CancellationToken.None));

    [Benchmark(OperationsPerInvoke = Rows)]
    public int Clean()
    {
        var usable = 0;
        foreach (var row in _rawRows)
        {
            usable += _cleaner.Clean(row).Booking is null ? 0 : 1;
        }

        return usable;
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public int WriteRawBySerializer() => _raw.WriteBySerializer();

    [Benchmark(OperationsPerInvoke = Rows)]
    public int WriteRaw() => _raw.Write();

    [Benchmark(OperationsPerInvoke = Rows)]
    public int ReadRawBySerializer() => _raw.ReadBySerializer();

    [Benchmark(OperationsPerInvoke = Rows)]
    public int ReadRaw() => _raw.Read();

    [Benchmark(OperationsPerInvoke = Rows)]
    public int WriteBookingsBySerializer() => _bookings.WriteBySerializer();

    [Benchmark(OperationsPerInvoke = Rows)]
    public int WriteBookings() => _bookings.Write();

    [Benchmark(OperationsPerInvoke = Rows)]
    public int ReadBookingsBySerializer() => _bookings.ReadBySerializer();

    [Benchmark(OperationsPerInvoke = Rows)]
    public int ReadBookings() => _bookings.Read();

    [Benchmark(OperationsPerInvoke = Rows)]
    public int EncodeBookingsAsCsv() => _bookings.EncodeCsv();

    [Benchmark(OperationsPerInvoke = Rows)]
    public async Task<int> DecodeBookingsFromCsv()
    {
        await using var decoder = new CsvRowDecoder(new MemoryStream(_csv), BookingType);
        var count = 0;
        while (await decoder.ReadAsync(CancellationToken.None))
        {
            count++;
        }

        return count;
    }

    private static async Task<int> CountAsync<TRow>(IAsyncEnumerable<TRow> rows)
    {
        var count = 0;
        await foreach (var row in rows)
        {
            count += row is null ? 0 : 1;
        }

        return count;
    }

    /// <summary>Rows of a type as objects and as canonical JSON, and both ways between them.</summary>
    private sealed class Codec<TRow>(JsonTypeInfo<TRow> type)
    {
        private readonly CompiledWriter<TRow> _writer = CompiledWriter<TRow>.TryCreate(type)!;
        private readonly CompiledReader<TRow> _reader = CompiledReader<TRow>.TryCreate(type)!;
        private readonly RowChunk _chunk = new(ArrayPool<byte>.Shared, 1024 * 1024);
        private RowPen _pen = null!;
        private RowCursor _cursor = null!;
        private Utf8JsonWriter _json = null!;
        private CsvRowEncoder _csv = null!;
        private RowChunk _written = null!;
        private TRow[] _rows = [];

        public void Fill(TRow[] rows)
        {
            _rows = rows;
            _pen = _writer.CreatePen();
            _cursor = _reader.CreateCursor();
            _json = new Utf8JsonWriter(_chunk, new JsonWriterOptions { Encoder = ModelJson.Options.Encoder, SkipValidation = true });
            _csv = new CsvRowEncoder(CsvLayout.ForWriting(type, "Benchmark"));
            _written = new RowChunk(ArrayPool<byte>.Shared, 8 * 1024 * 1024);
            foreach (var row in rows)
            {
                if (!_writer.TryWrite(_pen, row, _written))
                {
                    throw new InvalidOperationException("A row was left to the serializer.");
                }

                _written.Write("\n"u8);
                _written.EndRow();
            }
        }

        public byte[] ToCsv() => new CsvRowEncoder(CsvLayout.ForWriting(type, "Benchmark")).Encode(_written).ToArray();

        public int EncodeCsv() => _csv.Encode(_written).Length;

        public int WriteBySerializer()
        {
            var length = 0;
            foreach (var row in _rows)
            {
                _json.Reset(_chunk);
                JsonSerializer.Serialize(_json, row, type);
                _json.Flush();
                length += _chunk.Length;
                _chunk.CancelRow();
            }

            return length;
        }

        public int Write()
        {
            var length = 0;
            foreach (var row in _rows)
            {
                _writer.TryWrite(_pen, row, _chunk);
                length += _chunk.Length;
                _chunk.CancelRow();
            }

            return length;
        }

        public int ReadBySerializer()
        {
            var count = 0;
            for (var i = 0; i < _written.Rows; i++)
            {
                count += JsonSerializer.Deserialize(_written.Row(i), type) is null ? 0 : 1;
            }

            return count;
        }

        public int Read()
        {
            var count = 0;
            System.Runtime.InteropServices.MemoryMarshal.TryGetArray(_written.Bytes, out var bytes);
            var start = 0;
            for (var i = 0; i < _written.Rows; i++)
            {
                // The line feed is no part of a row.
                var length = _written.Row(i).Length;
                _cursor.Start(new ArraySegment<byte>(bytes.Array!, start, length - 1));
                count += _reader.Read(_cursor) is null ? 0 : 1;
                start += length;
            }

            return count == _written.Rows ? count : throw new InvalidOperationException("A row was left to the serializer.");
        }
    }
}
