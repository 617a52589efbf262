using FsCheck;
using FsCheck.Fluent;

namespace Etl.Storage.Tests.ModelData.Support;

/// <summary>Rows with all that formats get wrong: nulls, empty texts, quotes, line breaks, separators, texts that look like JSON, other scripts.</summary>
internal static class StayGenerator
{
    private static readonly string[] Fragments =
    [
        "", " ", ",", "\"", "\"\"", "\r", "\n", "\r\n", "\t", "\0", "\\", "'", ";", "=1+1", "#", "null", "true", "5", "-0.5e3", "{", "[1]", "{\"a\":\"b\"}", "\"x\"",
        "\u2028", "\uFEFF", "\u0085", "é", "e\u0301", "東京", "😀", "שלום", "hotel", "A,B", "</script>", "%", "NaN",
    ];

    private static readonly Gen<string> Text =
        Gen.Elements(Fragments).ArrayOf().Select(string.Concat);

    private static readonly Gen<decimal> Decimal =
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        from middle in Gen.Choose(int.MinValue, int.MaxValue)
        from high in Gen.Elements(0, 1, int.MaxValue)
        from scale in Gen.Choose(0, 28)
        from negative in Gen.Elements(true, false)
        select new decimal(low, middle, high, negative, (byte)scale);

    private static readonly Gen<double> Double =
        Gen.OneOf(
            Gen.Elements(0d, -0d, 1.5, double.MaxValue, double.MinValue, double.Epsilon, 1e21, 0.1 + 0.2, Math.PI),
            Gen.Choose(int.MinValue, int.MaxValue).Select(number => number / 7d));

    private static readonly Gen<DateOnly> Date = Gen.Choose(0, DateOnly.MaxValue.DayNumber).Select(DateOnly.FromDayNumber);

    private static readonly Gen<Guest> SomeGuest =
        from name in Text
        from age in OrNone(Gen.Choose(0, 120))
        select new Guest(name, age);

    private static readonly Gen<Stay> Row =
        from texts in Text.Two()
        from remark in OrNull(Text)
        from numbers in Gen.Choose(int.MinValue, int.MaxValue).Three()
        from children in OrNone(Gen.Choose(0, 9))
        from price in Decimal
        from discount in OrNone(Decimal)
        from factor in Double
        from flag in Gen.Elements(true, false)
        from cancelled in OrNone(Gen.Elements(true, false))
        from arrival in Date
        from departure in OrNone(Date)
        from offset in Gen.Choose(-14 * 60, 14 * 60)
        from code in Gen.Elements('a', '"', ',', '\n', 'é', ' ', '5')
        from channel in Gen.Elements(Channel.Direct, Channel.Agent)
        from other in OrNone(Gen.Elements(Channel.Direct, Channel.Agent, (Channel)7))
        from tags in OrNull(OrNull(Text).ListOf())
        from guest in OrNull(SomeGuest)
        from photo in OrNull(Gen.Choose(0, 255).Select(number => (byte)number).ArrayOf())
        select new Stay(
            texts.Item1,
            remark,
            code,
            numbers.Item1,
            children,
            ((long)numbers.Item2 << 32) | (uint)numbers.Item3,
            price,
            discount,
            factor,
            flag,
            cancelled,
            arrival,
            departure,
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(offset)).AddTicks(numbers.Item1),
            TimeSpan.FromTicks(((long)numbers.Item3 << 20) + numbers.Item2),
            new Guid(numbers.Item1, (short)numbers.Item2, (short)numbers.Item3, new byte[8]),
            channel,
            other,
            tags?.ToList(),
            guest,
            children is null ? null : new Dictionary<string, int>(StringComparer.Ordinal) { [texts.Item2] = numbers.Item1 },
            photo);

    public static Arbitrary<Stay[]> Rows => Row.ArrayOf().ToArbitrary();

    public static Stay[] Sample(int count) => [.. Row.Sample(count, size: 20)];

    private static Gen<T?> OrNone<T>(Gen<T> gen)
        where T : struct => Gen.Frequency((3, gen.Select(value => (T?)value)), (1, Gen.Constant((T?)null)));

    private static Gen<T?> OrNull<T>(Gen<T> gen)
        where T : class? => Gen.Frequency((3, gen.Select(value => (T?)value)), (1, Gen.Constant((T?)null)));
}
