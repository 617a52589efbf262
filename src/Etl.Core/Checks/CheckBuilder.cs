using System.Runtime.CompilerServices;
using Etl.Core.Models;

namespace Etl.Core.Checks;

/// <summary>
/// Declares the checks of a model of rows; model classes have one as <c>Check</c>. A check gets its name from its kind and the property
/// that it looks at, as in <c>range(adr)</c>. Where a check compares a value, rows in which it is null pass: <see cref="NotNull"/> is for those.
/// </summary>
/// <typeparam name="TRow">The type of a row.</typeparam>
public sealed class CheckBuilder<TRow>
{
    private const int MaxListed = 8;

    internal CheckBuilder()
    {
    }

    /// <summary>No row has null there. A text may be empty.</summary>
    public ModelCheck<TRow> NotNull<TValue>(Func<TRow, TValue?> value, [CallerArgumentExpression(nameof(value))] string expression = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        var column = CheckName.ColumnOf(expression);
        return new ModelCheck<TRow>($"not-null({column})", _ => new PredicateCheck<TRow>(row => value(row) is not null, null, $"{column} is null"));
    }

    /// <summary>The value is between the bounds, or equal to one of them.</summary>
    /// <exception cref="ArgumentException">The bounds leave nothing.</exception>
    public ModelCheck<TRow> Range<TValue>(Func<TRow, TValue> value, TValue min, TValue max, [CallerArgumentExpression(nameof(value))] string expression = "")
        where TValue : IComparable<TValue>
    {
        ArgumentNullException.ThrowIfNull(value);
        EnsureBounds(min, max);
        return Range(CheckName.ColumnOf(expression), IsWithin, row => value(row), min, max);

        bool IsWithin(TRow row) => value(row) is not { } known || (known.CompareTo(min) >= 0 && known.CompareTo(max) <= 0);
    }

    /// <summary>The value is between the bounds, or equal to one of them, or null.</summary>
    /// <exception cref="ArgumentException">The bounds leave nothing.</exception>
    public ModelCheck<TRow> Range<TValue>(Func<TRow, TValue?> value, TValue min, TValue max, [CallerArgumentExpression(nameof(value))] string expression = "")
        where TValue : struct, IComparable<TValue>
    {
        ArgumentNullException.ThrowIfNull(value);
        EnsureBounds(min, max);
        return Range(CheckName.ColumnOf(expression), IsWithin, row => value(row), min, max);

        bool IsWithin(TRow row) => value(row) is not { } known || (known.CompareTo(min) >= 0 && known.CompareTo(max) <= 0);
    }

    /// <summary>The value is one of these, or null.</summary>
    public ModelCheck<TRow> OneOf<TValue>(Func<TRow, TValue> value, IEnumerable<TValue> allowed, [CallerArgumentExpression(nameof(value))] string expression = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(allowed);
        var column = CheckName.ColumnOf(expression);
        var known = allowed.ToHashSet();
        var listed = string.Join(", ", known.Take(MaxListed).Select(Shown.Of)) + (known.Count > MaxListed ? ", ..." : "");
        return new ModelCheck<TRow>($"one-of({column})", _ => new PredicateCheck<TRow>(IsKnown, row => Shown.Of(value(row)), $"{column} is not one of {listed}"));

        bool IsKnown(TRow row) => value(row) is var found && (found is null || known.Contains(found));
    }

    /// <summary>
    /// No two rows have the same key. A key is compared as its JSON, which is what is stored; numbers and points in time by their value.
    /// Rows whose whole key is null are left out, as in databases. Keys are compared by 128 bits of their hash, in constant memory.
    /// </summary>
    /// <param name="key">A property, or a tuple of two to four.</param>
    /// <param name="expression">Filled in by the compiler.</param>
    public ModelCheck<TRow> Unique<TKey>(Func<TRow, TKey> key, [CallerArgumentExpression(nameof(key))] string expression = "")
    {
        ArgumentNullException.ThrowIfNull(key);
        var column = CheckName.ColumnOf(expression);
        return new ModelCheck<TRow>($"unique({column})", runtime => new UniqueCheck<TRow, TKey>(key, column, runtime));
    }

    /// <summary>
    /// Each key is one of the keys of another model, which every task that writes this model must require. Null is no reference, and passes.
    /// Keys are compared as in <see cref="Unique"/>. The other model is read once, when the rows have been written.
    /// </summary>
    public ModelCheck<TRow> References<TReferenced, TKey>(
        Func<TRow, TKey> key,
        IModelRef<Model<TReferenced>> model,
        Func<TReferenced, TKey> referencedKey,
        [CallerArgumentExpression(nameof(key))] string expression = "")
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(referencedKey);
        var column = CheckName.ColumnOf(expression);
        return new ModelCheck<TRow>($"references({column}, {model.Name})", runtime => new ReferenceCheck<TRow, TReferenced, TKey>(key, column, model, referencedKey, runtime), model.Name);
    }

    /// <summary>There are that many rows.</summary>
    /// <exception cref="ArgumentException">The bounds leave nothing.</exception>
    public ModelCheck<TRow> RowCount(long min = 1, long? max = null)
    {
        if (min < 0 || max < min)
        {
            throw new ArgumentException($"No number of rows is between {min} and {max}.", nameof(max));
        }

        return new ModelCheck<TRow>("row-count", _ => new RowCountCheck<TRow>(min, max));
    }

    /// <summary>
    /// There are not many more or fewer rows than in the version that was published before. Passes when there is none, or when it was empty.
    /// </summary>
    /// <param name="maxIncrease">As a fraction of the rows before: 0.5 allows half as many more. No limit when null.</param>
    /// <param name="maxDecrease">As a fraction of the rows before, 0 to 1. No limit when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A fraction is negative or makes no sense.</exception>
    public ModelCheck<TRow> RowCountChange(double? maxIncrease = null, double? maxDecrease = null)
    {
        if (maxIncrease is not (null or (>= 0 and <= 1_000_000)))
        {
            throw new ArgumentOutOfRangeException(nameof(maxIncrease), maxIncrease, "The increase is a fraction, 0 or more; 0.5 allows half as many more.");
        }

        if (maxDecrease is not (null or (>= 0 and <= 1)))
        {
            throw new ArgumentOutOfRangeException(nameof(maxDecrease), maxDecrease, "The decrease is a fraction, 0 to 1; 0.2 allows a fifth fewer.");
        }

        return new ModelCheck<TRow>("row-count-change", runtime => new RowCountChangeCheck<TRow>((decimal?)maxIncrease, (decimal?)maxDecrease, runtime)) { ReadsPrevious = true };
    }

    /// <summary>
    /// The newest value is not older than this, counted back from the end of the run's business date, UTC. A date counts from its beginning,
    /// so that <c>within: TimeSpan.FromDays(1)</c> wants rows of the business date itself. Fails when no row has a value.
    /// </summary>
    public ModelCheck<TRow> Fresh(Func<TRow, DateOnly?> value, TimeSpan within, [CallerArgumentExpression(nameof(value))] string expression = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Fresh(CheckName.ColumnOf(expression), within, row => value(row) is { } date ? Utc(date) : null);
    }

    /// <inheritdoc cref="Fresh(Func{TRow, DateOnly?}, TimeSpan, string)"/>
    public ModelCheck<TRow> Fresh(Func<TRow, DateTimeOffset?> value, TimeSpan within, [CallerArgumentExpression(nameof(value))] string expression = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Fresh(CheckName.ColumnOf(expression), within, value);
    }

    /// <summary>The same for times without an offset, which count as UTC.</summary>
    public ModelCheck<TRow> Fresh(Func<TRow, DateTime?> value, TimeSpan within, [CallerArgumentExpression(nameof(value))] string expression = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Fresh(CheckName.ColumnOf(expression), within, row => value(row) is { } time ? Utc(time) : null);
    }

    /// <summary>A condition of one's own on each row.</summary>
    /// <param name="name">What must be true, in words: <c>nights are positive</c>.</param>
    /// <param name="condition">Looks at one row and keeps nothing.</param>
    public ModelCheck<TRow> That(string name, Func<TRow, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new ModelCheck<TRow>(CheckName.Checked(name), _ => new PredicateCheck<TRow>(condition, row => Shown.Of(row), $"'{name}' is not true"));
    }

    private static ModelCheck<TRow> Fresh(string column, TimeSpan within, Func<TRow, DateTimeOffset?> value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(within, TimeSpan.Zero);
        return new ModelCheck<TRow>($"fresh({column})", runtime => new FreshCheck<TRow>(value, column, within, runtime)) { ReadsBusinessDate = true };
    }

    private static ModelCheck<TRow> Range<TShown, TBound>(string column, Func<TRow, bool> isWithin, Func<TRow, TShown> value, TBound min, TBound max) =>
        new($"range({column})", _ => new PredicateCheck<TRow>(isWithin, row => Shown.Of(value(row)), $"{column} is not between {Shown.Of(min)} and {Shown.Of(max)}"));

    private static void EnsureBounds<TValue>(TValue min, TValue max)
        where TValue : IComparable<TValue>
    {
        ArgumentNullException.ThrowIfNull(min);
        ArgumentNullException.ThrowIfNull(max);
        if (min.CompareTo(max) > 0)
        {
            throw new ArgumentException($"No value is between {min} and {max}.", nameof(max));
        }
    }

    private static DateTimeOffset? Utc(DateOnly date) => new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero);

    private static DateTimeOffset? Utc(DateTime time) => time.Kind == DateTimeKind.Local ? new DateTimeOffset(time) : new DateTimeOffset(time.Ticks, TimeSpan.Zero);
}
