using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace MlOps.Codegen.Sql.SqlServer.Tests.Interpreter;

/// <summary>CAST and CONVERT between the types that generated scripts use.</summary>
internal static class SqlConversion
{
    // 2^128 − 2^103: the first double that rounds beyond binary32.
    private const double BeyondReal = 3.4028235677973366E38;

    public static object? Convert(object? value, DataTypeReference type, int? style)
    {
        string name = ((SqlDataTypeReference)type).SqlDataTypeOption.ToString();
        return value is null ? null : name switch
        {
            "Bit" => SqlArithmetic.ToLong(value) != 0,
            "Int" => checked((int)SqlArithmetic.ToLong(value)),
            "BigInt" => ToBigInt(value),
            "Float" => SqlArithmetic.ToDouble(value),
            "Real" => ToReal(SqlArithmetic.ToDouble(value)),
            "NVarChar" => Truncated(ToText(value, style), ((SqlDataTypeReference)type).Parameters),
            "Date" => value is DateTime moment ? DateOnly.FromDateTime(moment) : (DateOnly)value,
            "Time" => (TimeOnly)value,
            "DateTime2" => (DateTime)value,
            _ => throw new SqlError($"no conversion to {name}"),
        };
    }

    /// <summary>TRY_CONVERT of text to date in style 23.</summary>
    public static object? TryDate(object? value) =>
        value is SqlText text && DateOnly.TryParseExact(text.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null;

    private static long ToBigInt(object value) => value switch
    {
        double number when number is >= -9223372036854775808.0 and < 9223372036854775808.0 => (long)number,
        double => throw new SqlError("arithmetic overflow error converting float to data type bigint (8115)"),
        decimal number => decimal.ToInt64(number),
        _ => SqlArithmetic.ToLong(value),
    };

    private static float ToReal(double value)
    {
        if (Math.Abs(value) >= BeyondReal)
        {
            throw new SqlError("arithmetic overflow error converting float to data type real (8115)");
        }

        var real = (float)value;
        return real != 0 && float.IsSubnormal(real) ? throw new SqlError("real holds no subnormal number") : real;
    }

    private static SqlText ToText(object value, int? style) => (value, style) switch
    {
        (SqlText text, _) => text,
        (int or long, _) => Plain(SqlArithmetic.ToLong(value).ToString(CultureInfo.InvariantCulture)),
        (DateOnly date, 1) => Plain(date.ToString("MM/dd/yy", CultureInfo.InvariantCulture)),
        (DateOnly date, 23) => Plain(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        (DateTime moment, 1) => Plain(moment.ToString("MM/dd/yy", CultureInfo.InvariantCulture)),
        (DateTime moment, 23) => Plain(moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        (DateTime moment, 108) => Plain(moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture)),
        (DateTime moment, 126) => Plain(moment.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)),
        (TimeOnly time, 108) => Plain(time.ToString("HH:mm:ss", CultureInfo.InvariantCulture)),
        _ => throw new SqlError($"no text of {value.GetType().Name} in style {style}"),
    };

    private static SqlText Truncated(SqlText text, IList<Literal> parameters)
    {
        if (parameters is [MaxLiteral])
        {
            return text;
        }

        int length = int.Parse(Assert.Single(parameters).Value, CultureInfo.InvariantCulture);
        return text.Value.Length <= length ? text : text with { Value = text.Value[..length] };
    }

    private static SqlText Plain(string text) => new(text, IsBinary: false);
}
