using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Counts days and seconds of calendar values.</summary>
internal static class Calendar
{
    /// <summary>A calendar value as a count of the wanted unit; null where it has none.</summary>
    /// <param name="value">A date, time or date-time.</param>
    /// <param name="type">The wanted integer type.</param>
    /// <param name="scope">Where it stands.</param>
    /// <param name="origin">Where it comes from.</param>
    public static Expression? Count(TypedExpression value, DeclaredType type, IFieldScope scope, Origin origin) =>
        (type.Unit, value.Type.Type) switch
        {
            (TimeUnit.DaysSince, DataType.Date) => Minus(Number(value.Value), Epoch.Days(type)),
            (TimeUnit.DaysSince, DataType.DateTime) => Minus(WholeDays(value.Value, scope, origin), Epoch.Days(type)),
            (TimeUnit.SecondsSince, DataType.Date) => Minus(Seconds(value.Value), Epoch.Seconds(type)),
            (TimeUnit.SecondsSince, DataType.DateTime) => Minus(Number(value.Value), Epoch.Seconds(type)),
            (TimeUnit.Seconds, DataType.Time) => Number(value.Value),
            (TimeUnit.Seconds, DataType.DateTime) => SecondsOfDay(value.Value, scope, origin),
            _ => null,
        };

    private static Expression Number(Expression calendar) =>
        calendar is Literal literal ? new Literal(DataType.Integer, literal.Value) : Build.Unary(UnaryOperator.ToInteger, calendar);

    private static Expression Seconds(Expression date) =>
        Number(date) is Literal { IsMissing: false } days
            ? Literal.Integer(days.Value.Integer * Epoch.SecondsPerDay)
            : Build.Multiply(Number(date), Literal.Integer(Epoch.SecondsPerDay));

    // Integer division rounds towards zero, which is a day late before 1970: the seconds of the day are taken off first.
    private static Expression WholeDays(Expression dateTime, IFieldScope scope, Origin origin)
    {
        Expression seconds = scope.Context.Plan.Define("seconds", Number(dateTime), origin);
        return Build.Binary(
            BinaryOperator.IntegerDivide,
            Build.Subtract(seconds, SecondsOfDay(seconds)),
            Literal.Integer(Epoch.SecondsPerDay));
    }

    private static Expression SecondsOfDay(Expression dateTime, IFieldScope scope, Origin origin) =>
        SecondsOfDay(scope.Context.Plan.Define("seconds", Number(dateTime), origin));

    private static Expression SecondsOfDay(Expression seconds)
    {
        Expression day = Literal.Integer(Epoch.SecondsPerDay);
        Expression remainder = Remainder(seconds, day);
        return Remainder(Build.Add(remainder, day), day);
    }

    private static Expression Remainder(Expression dividend, Expression divisor) =>
        Build.Subtract(dividend, Build.Multiply(Build.Binary(BinaryOperator.IntegerDivide, dividend, divisor), divisor));

    private static Expression Minus(Expression count, long epoch) => (count, epoch) switch
    {
        (_, 0) => count,
        (Literal { IsMissing: false } literal, _) => Literal.Integer(literal.Value.Integer - epoch),
        _ => Build.Add(count, Literal.Integer(-epoch)),
    };
}
