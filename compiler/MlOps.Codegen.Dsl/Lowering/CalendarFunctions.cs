using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>
/// Functions of dates and times. A date is counted in days, and its year, month and day follow by the arithmetic of the Gregorian calendar
/// (H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days), on integers, so that every target computes the same.
/// </summary>
internal static class CalendarFunctions
{
    private const long SecondsPerDay = 86_400;

    // Days from 0000-03-01 to 1970-01-01: the years of the arithmetic begin in March, so that leap days come last.
    private const long DaysToEpoch = 719_468;
    private const long DaysPerEra = 146_097;

    public static IEnumerable<KeyValuePair<string, Function>> All =>
    [
        new("date", new Function(1, 1, "a date or timestamp", (a, f) => OfDay(a[0], "'date'", f, days => days, FormulaType.Date))),
        new("year", Part(date => date.Year)),
        new("quarter", Part(date => Divide(Build.Add(date.Month, Whole(2)), 3))),
        new("month", Part(date => date.Month)),
        new("day", Part(date => date.Day)),
        new("day_of_year", new Function(1, 1, "a date", (a, f) => OfDay(a[0], "'day_of_year'", f, days => DayOfYear(days, f), FormulaType.Integer))),
        new("weekday", new Function(1, 1, "a date", (a, f) => OfDay(a[0], "'weekday'", f, days => Weekday(days, f), FormulaType.Integer))),
        new("days_in_month", Part(LastDay)),
        new("is_month_end", new Function(1, 1, "a date", (a, f) => OfDay(a[0], "'is_month_end'", f, days => IsMonthEnd(days, f), FormulaType.Boolean))),
        new("month_end", new Function(1, 1, "a date", (a, f) => OfDay(a[0], "'month_end'", f, days => MonthEnd(days, f), FormulaType.Date))),
        new("hour", new Function(1, 1, "a timestamp", (a, f) => OfSecond(a[0], "'hour'", f, 3600))),
        new("minute", new Function(1, 1, "a timestamp", (a, f) => OfSecond(a[0], "'minute'", f, 60) is { } minutes ? minutes with { Value = Remainder(f.Define("minutes", minutes.Value), 60) } : null)),
        new("days_between", new Function(2, 2, "two dates", (a, f) => Between(a, "'days_between'", f, (from, to) => Build.Subtract(to, from)))),
        new("months_between", new Function(2, 2, "two dates", (a, f) => Between(a, "'months_between'", f, (from, to) => MonthsBetween(from, to, f)))),
        new("years_between", new Function(2, 2, "two dates", (a, f) => Between(a, "'years_between'", f, (from, to) => YearsBetween(from, to, f)))),
        new("seconds_between", new Function(2, 2, "two timestamps", (a, f) => Seconds(a, f))),
        new("days_since", new Function(1, 1, "a date", (a, f) => Between([a[0], (f.Scope.AsOf(), a[0].At)], "'days_since'", f, (from, to) => Build.Subtract(to, from)))),
        new("years_since", new Function(1, 1, "a date", (a, f) => Between([a[0], (f.Scope.AsOf(), a[0].At)], "'years_since'", f, (from, to) => YearsBetween(from, to, f)))),
    ];

    /// <summary>The days or seconds of a calendar value.</summary>
    public static Expression Count(Expression value) => value switch
    {
        { Type: DataType.Integer } => value,
        Literal { IsMissing: true } => Literal.Missing(DataType.Integer),
        Literal literal => Literal.Integer(literal.Value.Integer),
        _ => Build.Unary(UnaryOperator.ToInteger, value),
    };

    /// <summary>The seconds since 1970-01-01T00:00:00 of a timestamp, or of a date's midnight by the clocks of the pipeline's zone.</summary>
    public static Expression Seconds(Typed value, FormulaLowering f) => value.Type.Type == DataType.DateTime
        ? Count(value.Value)
        : f.Scope.Clocks.Instant(
            Count(value.Value) is Literal { IsMissing: false } days
                ? Literal.Integer(days.Value.Integer * SecondsPerDay)
                : Build.Multiply(Count(value.Value), Literal.Integer(SecondsPerDay)),
            f.Origin);

    /// <summary>A timestamp as the pipeline's zone shows it.</summary>
    public static Expression Shown(Expression timestamp, FormulaLowering f) => f.Scope.Clocks.Calendar is null
        ? timestamp
        : Build.Unary(UnaryOperator.ToDateTime, f.Scope.Clocks.Local(Count(timestamp), f.Origin));

    /// <summary>The days since 1970-01-01 of a date, or of a timestamp's date.</summary>
    public static Expression Days(Typed value, FormulaLowering f)
    {
        Expression count = Count(value.Value);
        if (value.Type.Type == DataType.Date)
        {
            return count;
        }

        count = f.Scope.Clocks.Local(count, f.Origin);

        if (count is Literal literal)
        {
            return literal.IsMissing ? literal : Literal.Integer((long)Math.Floor(literal.Value.Integer / (double)SecondsPerDay));
        }

        // Integer division rounds towards zero, which is a day late before 1970: from the year 0 on all counts are positive.
        Expression seconds = Build.Add(count, Whole(DaysToEpoch * SecondsPerDay));
        return f.Define("days", Build.Subtract(Divide(seconds, SecondsPerDay), Whole(DaysToEpoch)));
    }

    /// <summary>A date that is counted in days, as a date of a plan: by its text, which is the one way there.</summary>
    public static Expression AsDate(Expression value, FormulaLowering f)
    {
        if (value.Type == DataType.Date)
        {
            return value;
        }

        if (value is Literal literal)
        {
            return new Literal(DataType.Date, literal.Value);
        }

        Civil date = CivilOf(value, f);
        return Build.Unary(
            UnaryOperator.ToDate,
            Build.Nary(
                NaryOperator.Concat,
                Padded(date.Year, "%04d"), Literal.String("-"), Padded(date.Month, "%02d"), Literal.String("-"), Padded(date.Day, "%02d")));

        static Expression Padded(Expression number, string format) => Build.Call(ScalarFunction.FormatNumber, number, Literal.String(format));
    }

    private static Function Part(Func<Civil, Expression> part) => new(
        1, 1, "a date", (a, f) => OfDay(a[0], "a function of dates", f, days => part(CivilOf(days, f)), FormulaType.Integer));

    private static Typed? OfDay((Typed Value, SourceLocation At) argument, string what, FormulaLowering f, Func<Expression, Expression> of, FormulaType type) =>
        f.Days(argument.Value, argument.At, what) is { } days ? new Typed(of(f.Define("days", days)), type) : null;

    private static Typed? OfSecond((Typed Value, SourceLocation At) argument, string what, FormulaLowering f, long unit)
    {
        if (argument.Value.Type.Type != DataType.DateTime)
        {
            f.Mismatch(what, "a timestamp", argument.Value, argument.At);
            return null;
        }

        Expression seconds = f.Define("seconds", Build.Add(f.Scope.Clocks.Local(Count(argument.Value.Value), f.Origin), Whole(DaysToEpoch * SecondsPerDay)));
        return new Typed(Divide(Remainder(seconds, SecondsPerDay), unit), FormulaType.Integer);
    }

    private static Typed? Between(
        IReadOnlyList<(Typed Value, SourceLocation At)> arguments, string what, FormulaLowering f, Func<Expression, Expression, Expression> count) =>
        f.Days(arguments[0].Value, arguments[0].At, what) is { } from && f.Days(arguments[1].Value, arguments[1].At, what) is { } to
            ? new Typed(count(f.Define("from_days", from), f.Define("to_days", to)), FormulaType.Integer)
            : null;

    private static Typed? Seconds(IReadOnlyList<(Typed Value, SourceLocation At)> arguments, FormulaLowering f)
    {
        foreach ((Typed value, SourceLocation at) in arguments)
        {
            if (value.Type.Type != DataType.DateTime)
            {
                f.Mismatch("'seconds_between'", "a timestamp", value, at);
                return null;
            }
        }

        return new Typed(Build.Subtract(Count(arguments[1].Value.Value), Count(arguments[0].Value.Value)), FormulaType.Integer);
    }

    // A birthday on the 29th of February is reached on the 1st of March in years without one.
    private static Expression YearsBetween(Expression from, Expression to, FormulaLowering f)
    {
        Civil first = CivilOf(from, f);
        Civil second = CivilOf(to, f);
        Expression early = Build.Or(
            Less(second.Month, first.Month), Build.And(Build.Equal(second.Month, first.Month), Less(second.Day, first.Day)));
        return Build.Subtract(Build.Subtract(second.Year, first.Year), Flag(early));
    }

    private static Expression MonthsBetween(Expression from, Expression to, FormulaLowering f)
    {
        Civil first = CivilOf(from, f);
        Civil second = CivilOf(to, f);
        Expression months = Build.Add(
            Build.Multiply(Build.Subtract(second.Year, first.Year), Whole(12)), Build.Subtract(second.Month, first.Month));
        return Build.Subtract(months, Flag(Less(second.Day, first.Day)));
    }

    private static Expression DayOfYear(Expression days, FormulaLowering f)
    {
        Civil date = CivilOf(days, f);

        // Days before the month in a common year, plus the leap day from March on.
        Expression before = Build.Case(
            [.. Enumerable.Range(1, 11).Select(month => new CaseBranch(Build.Equal(date.Month, Whole(month)), Whole(new DateTime(2023, month, 1).DayOfYear - 1)))],
            Build.If(Build.IsMissing(date.Month), Literal.Missing(DataType.Integer), Whole(334)));
        Expression leap = Build.If(Build.And(Build.Binary(BinaryOperator.Greater, date.Month, Whole(2)), IsLeap(date.Year)), Whole(1), Whole(0));
        return Build.Add(before, date.Day, leap);
    }

    private static Expression Weekday(Expression days, FormulaLowering f) =>
        // 0000-03-01 was a Wednesday; Monday is 1.
        Build.Add(Remainder(f.Define("weekdays", Build.Add(days, Whole(DaysToEpoch + 2))), 7), Whole(1));

    private static Expression IsMonthEnd(Expression days, FormulaLowering f)
    {
        Civil date = CivilOf(days, f);
        return Build.Equal(date.Day, LastDay(date));
    }

    private static Expression MonthEnd(Expression days, FormulaLowering f)
    {
        Civil date = CivilOf(days, f);
        return Build.Add(Build.Subtract(days, date.Day), LastDay(date));
    }

    private static Expression LastDay(Civil date) => Build.Case(
        [
            new CaseBranch(Build.InSet(date.Month, [Literal.Integer(4), Literal.Integer(6), Literal.Integer(9), Literal.Integer(11)]), Whole(30)),
            new CaseBranch(Build.And(Build.Equal(date.Month, Whole(2)), IsLeap(date.Year)), Whole(29)),
            new CaseBranch(Build.Equal(date.Month, Whole(2)), Whole(28)),
            new CaseBranch(Build.IsPresent(date.Month), Whole(31)),
        ],
        Literal.Missing(DataType.Integer));

    private static Expression IsLeap(Expression year) => Build.Or(
        Build.And(Build.Equal(Remainder(year, 4), Whole(0)), Build.Binary(BinaryOperator.NotEqual, Remainder(year, 100), Whole(0))),
        Build.Equal(Remainder(year, 400), Whole(0)));

    private static Civil CivilOf(Expression days, FormulaLowering f)
    {
        Expression shifted = f.Define("shifted_days", Build.Add(days, Whole(DaysToEpoch)));
        Expression era = f.Define("era", Divide(shifted, DaysPerEra));
        Expression dayOfEra = f.Define("day_of_era", Build.Subtract(shifted, Build.Multiply(era, Whole(DaysPerEra))));
        Expression yearOfEra = f.Define(
            "year_of_era",
            Divide(
                Build.Subtract(
                    Build.Add(Build.Subtract(dayOfEra, Divide(dayOfEra, 1460)), Divide(dayOfEra, 36_524)), Divide(dayOfEra, 146_096)),
                365));
        Expression dayOfYear = f.Define(
            "day_from_march",
            Build.Subtract(
                dayOfEra,
                Build.Subtract(Build.Add(Build.Multiply(yearOfEra, Whole(365)), Divide(yearOfEra, 4)), Divide(yearOfEra, 100))));
        Expression monthFromMarch = f.Define("month_from_march", Divide(Build.Add(Build.Multiply(dayOfYear, Whole(5)), Whole(2)), 153));
        Expression day = f.Define(
            "day",
            Build.Add(
                Build.Subtract(dayOfYear, Divide(Build.Add(Build.Multiply(monthFromMarch, Whole(153)), Whole(2)), 5)), Whole(1)));
        Expression month = f.Define(
            "month", Build.Add(monthFromMarch, Build.If(Less(monthFromMarch, Whole(10)), Whole(3), Whole(-9))));
        Expression year = f.Define(
            "year",
            Build.Add(
                yearOfEra, Build.Multiply(era, Whole(400)), Flag(Build.Binary(BinaryOperator.LessOrEqual, month, Whole(2)))));
        return new Civil(year, month, day);
    }

    private static Expression Flag(Expression condition) => Build.If(condition, Whole(1), Whole(0));

    private static Expression Less(Expression left, Expression right) => Build.Binary(BinaryOperator.Less, left, right);

    private static Expression Whole(long value) => Literal.Integer(value);

    private static Expression Divide(Expression dividend, long divisor) => Build.Binary(BinaryOperator.IntegerDivide, dividend, Whole(divisor));

    private static Expression Remainder(Expression dividend, long divisor) =>
        Build.Subtract(dividend, Build.Multiply(Divide(dividend, divisor), Whole(divisor)));

    /// <summary>A date by its parts, all integers.</summary>
    private sealed record Civil(Expression Year, Expression Month, Expression Day);
}
