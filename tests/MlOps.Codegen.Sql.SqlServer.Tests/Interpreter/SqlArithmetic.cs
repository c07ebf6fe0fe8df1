using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace MlOps.Codegen.Sql.SqlServer.Tests.Interpreter;

/// <summary>Arithmetic and comparison by the precedence of types: bit, int, bigint, numeric, real, float.</summary>
internal static class SqlArithmetic
{
    public static object? Apply(BinaryExpressionType @operator, object? left, object? right)
    {
        if (left is null || right is null)
        {
            return null;
        }

        return (left, right) switch
        {
            (SqlText a, SqlText b) when @operator == BinaryExpressionType.Add => new SqlText(a.Value + b.Value, a.IsBinary || b.IsBinary),
            (double or float, _) or (_, double or float) => Finite(Apply(@operator, ToDouble(left), ToDouble(right))),
            (decimal, _) or (_, decimal) => throw new SqlError($"numeric arithmetic, where integers are meant: {left} {@operator} {right}"),
            (long, _) or (_, long) => Apply(@operator, ToLong(left), ToLong(right)),
            (int a, int b) => Narrow(Apply(@operator, (long)a, b)),
            _ => throw new SqlError($"operand types {left.GetType().Name} and {right.GetType().Name} are incompatible in {@operator}"),
        };
    }

    public static object? Negate(object? operand) => operand switch
    {
        null => null,
        int number => Narrow(-(long)number),
        long number => Checked(() => checked(-number)),
        decimal number => -number,
        double number => -number,
        _ => throw new SqlError($"the operand type {operand.GetType().Name} is invalid for minus"),
    };

    /// <summary>Below 0, 0, above 0; null where an operand is NULL.</summary>
    public static int? Compare(object? left, object? right) => (left, right) switch
    {
        (null, _) or (_, null) => null,
        (SqlText a, SqlText b) => SqlText.Compare(a, b),
        (DateOnly a, DateOnly b) => a.CompareTo(b),
        (TimeOnly a, TimeOnly b) => a.CompareTo(b),
        (DateTime a, DateTime b) => a.CompareTo(b),
        (double or float, _) or (_, double or float) => ToDouble(left).CompareTo(ToDouble(right)),
        (decimal, _) or (_, decimal) => Convert.ToDecimal(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDecimal(right, CultureInfo.InvariantCulture)),
        (bool or int or long, bool or int or long) => ToLong(left).CompareTo(ToLong(right)),
        _ => throw new SqlError($"{left.GetType().Name} is not comparable with {right.GetType().Name}"),
    };

    public static double Finite(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new SqlError("arithmetic overflow error converting expression to data type float (8115)");
        }

        return value;
    }

    public static double ToDouble(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    public static long ToLong(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static double Apply(BinaryExpressionType @operator, double left, double right) => @operator switch
    {
        BinaryExpressionType.Add => left + right,
        BinaryExpressionType.Subtract => left - right,
        BinaryExpressionType.Multiply => left * right,
        BinaryExpressionType.Divide => right == 0 ? throw new SqlError("divide by zero (8134)") : left / right,
        _ => throw new SqlError($"no {@operator} of float"),
    };

    private static long Apply(BinaryExpressionType @operator, long left, long right) => Checked(() => @operator switch
    {
        BinaryExpressionType.Add => checked(left + right),
        BinaryExpressionType.Subtract => checked(left - right),
        BinaryExpressionType.Multiply => checked(left * right),
        BinaryExpressionType.Divide => right == 0 ? throw new SqlError("divide by zero (8134)") : checked(left / right),
        BinaryExpressionType.Modulo => right == 0 ? throw new SqlError("divide by zero (8134)") : left % right,
        _ => throw new SqlError($"no {@operator} of integers"),
    });

    private static int Narrow(long value) =>
        value is < int.MinValue or > int.MaxValue ? throw new SqlError("arithmetic overflow error converting expression to data type int (8115)") : (int)value;

    private static long Checked(Func<long> operation)
    {
        try
        {
            return operation();
        }
        catch (OverflowException)
        {
            throw new SqlError("arithmetic overflow error converting expression to data type bigint (8115)");
        }
    }
}
