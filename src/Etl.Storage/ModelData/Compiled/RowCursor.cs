using System.Text.Unicode;

namespace Etl.Storage.ModelData.Compiled;

/// <summary>
/// Goes along one row that is written as our writer writes it: the properties in their order, nothing between the tokens, no escapes. At the first
/// byte that is different it fails, and every value after that is a default. Not thread-safe.
/// </summary>
/// <param name="names">What stands before each value, in order: <c>{"name":</c> for the first, <c>,"name":</c> for others.</param>
internal sealed class RowCursor(byte[][] names)
{
    /// <summary>Any number of so many digits fits into a long, and into the mantissa of a decimal.</summary>
    private const int MaxDigits = 18;

    private const int DateLength = 10;

    private readonly TextPool _texts = new();
    private byte[] _bytes = [];
    private int _at;
    private int _end;
    private int _next;
    private bool _hasFailed;

    /// <summary>Whether all values were read, and nothing stands after them.</summary>
    public bool IsAtEnd => !_hasFailed && _next == names.Length && _at == _end - 1 && _bytes[_at] == '}';

    public void Start(ArraySegment<byte> row)
    {
        _bytes = row.Array!;
        _at = row.Offset;
        _end = row.Offset + row.Count;
        _next = 0;
        _hasFailed = false;
    }

    public string? ReadString()
    {
        if (!EnterValue())
        {
            return null;
        }

        if (_bytes[_at] != '"')
        {
            TakeLiteral("null"u8);
            return null;
        }

        var start = _at + 1;
        var bytes = _bytes.AsSpan(start, _end - start);
        var highest = 0;
        for (var length = 0; length < bytes.Length; length++)
        {
            var b = bytes[length];
            if (b == '"')
            {
                var text = bytes[..length];
                if (highest < 0x80 || Utf8.IsValid(text))
                {
                    _at = start + length + 1;
                    return _texts.Get(text);
                }

                break;
            }

            if (b is < 0x20 or (byte)'\\')
            {
                break;
            }

            highest |= b;
        }

        _hasFailed = true;
        return null;
    }

    public bool ReadBoolean()
    {
        if (!EnterValue())
        {
            return false;
        }

        var value = _bytes[_at] == 't';
        TakeLiteral(value ? "true"u8 : "false"u8);
        return value;
    }

    public int ReadInt32()
    {
        var value = ReadInt64();
        if (value is < int.MinValue or > int.MaxValue)
        {
            _hasFailed = true;
        }

        return (int)value;
    }

    public long ReadInt64()
    {
        if (!EnterValue())
        {
            return 0;
        }

        var isNegative = TakeMinus();
        var (value, digits) = TakeDigits(0);
        if (!IsNumber(digits, value, isNegative) || !IsBeforeNext())
        {
            _hasFailed = true;
        }

        return isNegative ? -value : value;
    }

    public decimal ReadDecimal()
    {
        if (!EnterValue())
        {
            return 0;
        }

        var isNegative = TakeMinus();
        var (value, digits) = TakeDigits(0);
        var scale = 0;
        var isNumber = digits is 1 || (digits > 1 && _bytes[_at - digits] != '0');
        if (_at < _end && _bytes[_at] == '.')
        {
            _at++;
            (value, scale) = TakeDigits(value);
            isNumber &= scale > 0;
        }

        if (!isNumber || digits + scale > MaxDigits || (isNegative && value == 0) || !IsBeforeNext())
        {
            _hasFailed = true;
            return 0;
        }

        return new decimal((int)value, (int)(value >> 32), 0, isNegative, (byte)scale);
    }

    public DateOnly ReadDate()
    {
        if (!EnterValue() || _end - _at < DateLength + 2 || _bytes[_at] != '"' || _bytes[_at + DateLength + 1] != '"')
        {
            _hasFailed = true;
            return default;
        }

        var text = _bytes.AsSpan(_at + 1, DateLength);
        var year = (Digit(text[0]) * 1000) + (Digit(text[1]) * 100) + (Digit(text[2]) * 10) + Digit(text[3]);
        var month = (Digit(text[5]) * 10) + Digit(text[6]);
        var day = (Digit(text[8]) * 10) + Digit(text[9]);
        if (_hasFailed || text[4] != '-' || text[7] != '-' || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            _hasFailed = true;
            return default;
        }

        _at += DateLength + 2;
        return new DateOnly(year, month, day);
    }

    private int Digit(byte b)
    {
        var digit = b - '0';
        _hasFailed |= (uint)digit > 9;
        return digit;
    }

    /// <summary>Passes the name of the next property; false when it is another one, or no value follows.</summary>
    private bool EnterValue()
    {
        var name = names[_next++];
        if (!_hasFailed && _bytes.AsSpan(_at, _end - _at).StartsWith(name))
        {
            _at += name.Length;
            _hasFailed = _at == _end;
        }
        else
        {
            _hasFailed = true;
        }

        return !_hasFailed;
    }

    private void TakeLiteral(ReadOnlySpan<byte> literal)
    {
        if (_bytes.AsSpan(_at, _end - _at).StartsWith(literal))
        {
            _at += literal.Length;
        }
        else
        {
            _hasFailed = true;
        }
    }

    private bool TakeMinus()
    {
        var isMinus = _bytes[_at] == '-';
        _at += isMinus ? 1 : 0;
        return isMinus;
    }

    /// <summary>Goes on with a number by the digits that follow; too many of them overflow, which whoever counts them must notice.</summary>
    private (long Value, int Digits) TakeDigits(long value)
    {
        var start = _at;
        while (_at < _end && (uint)(_bytes[_at] - '0') <= 9)
        {
            value = unchecked((value * 10) + _bytes[_at] - '0');
            _at++;
        }

        return (value, _at - start);
    }

    private bool IsNumber(int digits, long value, bool isNegative) =>
        digits == 1 ? !isNegative || value > 0 : digits is > 1 and <= MaxDigits && _bytes[_at - digits] != '0';

    /// <summary>A number ends only where something else begins: an exponent, say, is not for us.</summary>
    private bool IsBeforeNext() => _at < _end && _bytes[_at] is (byte)',' or (byte)'}';
}
