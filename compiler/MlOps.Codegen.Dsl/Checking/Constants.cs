using System.Globalization;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Dsl.Checking;

/// <summary>Constants of the language as literals of plans.</summary>
internal static class Constants
{
    private const long SecondsPerDay = 86_400;

    /// <summary>A constant; null where the formula is none, or names a day that does not exist.</summary>
    public static Typed? Of(Formula formula) => formula switch
    {
        PrefixFormula { Sign: "-", Operand: NumberFormula number } => Number("-" + number.Digits, number.IsWhole),
        NumberFormula number => Number(number.Digits, number.IsWhole),
        TextFormula text => new Typed(Literal.String(text.Value), FormulaType.Text),
        WordFormula { Value: { } value } => new Typed(Literal.Boolean(value), FormulaType.Boolean),
        MomentFormula moment => Moment(moment.Value),
        _ => null,
    };

    /// <summary>A constant of a type; null where it is none.</summary>
    public static Literal? Of(Formula formula, FormulaType type) => formula is WordFormula { Value: null }
        ? Literal.Missing(type.Type)
        : Of(formula) switch
        {
            { Type.Type: var own, Value: Literal literal } when own == type.Type => literal,
            { Type.Type: DataType.Integer, Value: Literal whole } when type.Type == DataType.Double => Literal.Double(whole.Value.Integer),
            { Type.Type: DataType.Date, Value: Literal date } when type.Type == DataType.DateTime =>
                new Literal(DataType.DateTime, Scalar.FromInteger(date.Value.Integer * SecondsPerDay)),
            _ => null,
        };

    /// <summary>A constant of a type, with a diagnostic where it is none.</summary>
    public static Literal? OrReport(Formula formula, FormulaType type, DiagnosticBag diagnostics)
    {
        Literal? literal = Of(formula, type);
        if (literal is null)
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidLiteral, formula.Location, $"{type.Name} is needed here, and this is none");
        }

        return literal;
    }

    /// <summary>A number; null where it is none.</summary>
    public static double? Double(Formula formula) => Of(formula, FormulaType.Double) is { IsMissing: false } literal ? literal.Value.Double : null;

    /// <summary>An integer; null where it is none.</summary>
    public static long? Whole(Formula formula) => Of(formula, FormulaType.Integer) is { IsMissing: false } literal ? literal.Value.Integer : null;

    /// <summary>Seconds since 1970-01-01T00:00:00; null where there is no such time.</summary>
    public static long? Seconds(string moment) => Moment(moment) is { Value: Literal literal }
        ? literal.Type == DataType.Date ? literal.Value.Integer * SecondsPerDay : literal.Value.Integer
        : null;

    private static Typed? Number(string digits, bool isWhole)
    {
        if (isWhole && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return new Typed(Literal.Integer(whole), FormulaType.Integer);
        }

        double value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        int? scale = isWhole || digits.Contains('e', StringComparison.OrdinalIgnoreCase) || point < 0 ? null : digits.Length - point - 1;
        return double.IsFinite(value) ? new Typed(Literal.Double(value), scale is { } known ? FormulaType.Decimal(known) : FormulaType.Double) : null;
    }

    private static Typed? Moment(string text)
    {
        if (!DateTime.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime moment))
        {
            return null;
        }

        long seconds = (moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        return text.Length == 10
            ? new Typed(new Literal(DataType.Date, Scalar.FromInteger(seconds / SecondsPerDay)), FormulaType.Date)
            : new Typed(new Literal(DataType.DateTime, Scalar.FromInteger(seconds)), FormulaType.Timestamp);
    }
}

/// <summary>An expression of a plan with what the language knows of it.</summary>
/// <param name="Value">The expression. A date may be held as an integer, the days since 1970-01-01.</param>
/// <param name="Type">Its type.</param>
internal sealed record Typed(Expression Value, FormulaType Type)
{
    /// <summary>The only texts that it can have; empty where they are not known.</summary>
    public System.Collections.Immutable.ImmutableArray<string> Values { get; init; } = [];
}
