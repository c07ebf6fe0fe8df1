using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Turns values of one PMML type into another.</summary>
/// <remarks>A value that the other type does not hold, such as 2.5 as an integer, becomes missing; it is never rounded silently.</remarks>
public static class Conversions
{
    /// <summary>Converts a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The wanted type.</param>
    /// <param name="scope">Where it stands.</param>
    /// <param name="at">The place for diagnostics.</param>
    /// <returns>The converted value; null, after a diagnostic, where there is no such conversion.</returns>
    public static TypedExpression? Convert(TypedExpression value, DeclaredType type, IFieldScope scope, SourceLocation at)
    {
        if (value.Type == type)
        {
            return value;
        }

        if (value.Value is Literal { IsMissing: true })
        {
            return value with { Value = Literal.Missing(Held(type.Type)), Type = type };
        }

        if (value.Type.Type == DataType.String && type.Type != DataType.String)
        {
            return FromText(value, type, scope, at);
        }

        var origin = new Origin($"conversion to {Name(type)}", at);
        Expression? converted = type.Type switch
        {
            DataType.String => ToText(value),
            DataType.Double => ToDouble(value),
            DataType.Float => ToDouble(value) is { } number ? Build.ToFloat32(number) : null,
            DataType.Boolean => ToBoolean(value, scope, origin),
            DataType.Integer => ToInteger(value, type, scope, origin),
            DataType.Date or DataType.Time or DataType.DateTime => null,
            _ => throw new InvalidOperationException($"unknown type {type.Type}"),
        };
        if (converted is null)
        {
            scope.Context.Report(DiagnosticDescriptors.TypeMismatch, at, Name(value.Type), Name(type));
            return null;
        }

        return value with { Value = converted, Type = type };
    }

    /// <summary>The narrowest numeric type that holds both: integer, float, double in this order.</summary>
    /// <param name="a">A numeric type, or any.</param>
    /// <param name="b">A numeric type, or any.</param>
    /// <returns>The common numeric type; the type itself where both are equal; otherwise <paramref name="a"/>.</returns>
    public static DeclaredType Common(DeclaredType a, DeclaredType b)
    {
        if (a == b || !IsNumeric(a) || !IsNumeric(b))
        {
            return a;
        }

        return new DeclaredType((a.Type, b.Type) switch
        {
            (DataType.Double, _) or (_, DataType.Double) => DataType.Double,
            (DataType.Float, _) or (_, DataType.Float) => DataType.Float,
            _ => DataType.Integer,
        });
    }

    /// <summary>Whether a type is integer, float or double.</summary>
    /// <param name="type">The type.</param>
    internal static bool IsNumeric(DeclaredType type) => type.Type is DataType.Integer or DataType.Float or DataType.Double;

    /// <summary>The type that plan expressions hold a type's values in.</summary>
    /// <param name="type">The type.</param>
    internal static DataType Held(DataType type) => type == DataType.Float ? DataType.Double : type;

    /// <summary>A type as a person would call it.</summary>
    /// <param name="type">The type.</param>
    internal static string Name(DeclaredType type) => type.Unit switch
    {
        TimeUnit.None => type.Type.ToString().ToLowerInvariant(),
        TimeUnit.DaysSince => string.Create(CultureInfo.InvariantCulture, $"dateDaysSince[{type.EpochYear}]"),
        TimeUnit.Seconds => "timeSeconds",
        TimeUnit.SecondsSince => string.Create(CultureInfo.InvariantCulture, $"dateTimeSecondsSince[{type.EpochYear}]"),
        _ => throw new InvalidOperationException($"unknown unit {type.Unit}"),
    };

    /// <summary>A text as a literal of a type, with a diagnostic where it is none.</summary>
    /// <param name="text">The text as written.</param>
    /// <param name="type">The type.</param>
    /// <param name="scope">Where it stands.</param>
    /// <param name="at">The place for diagnostics.</param>
    internal static Literal? ParseOrReport(string text, DeclaredType type, IFieldScope scope, SourceLocation at)
    {
        Literal? literal = ConstantText.Parse(text, type);
        if (literal is null)
        {
            scope.Context.Report(DiagnosticDescriptors.InvalidConstant, at, text, Name(type));
        }

        return literal is { IsMissing: true } ? Literal.Missing(Held(type.Type)) : literal;
    }

    // Engines disagree on which texts are numbers, so only texts that are known now are read: constants, and choices among them.
    private static TypedExpression? FromText(TypedExpression value, DeclaredType type, IFieldScope scope, SourceLocation at)
    {
        if (value.Value is ValueReference reference
            && scope.Context.Transformations.Rereadings.TryGetValue(reference.Value, out Func<DeclaredType, TypedExpression?>? reread))
        {
            return reread(type);
        }

        bool invalid = false;
        Expression? converted = Reread(value.Value, text =>
        {
            Literal? literal = ParseOrReport(text, type, scope, at);
            invalid |= literal is null;
            return literal;
        });
        if (converted is null && !invalid && type.Type == DataType.Date)
        {
            // There is one form of date that all engines read alike.
            return value with { Value = Build.Unary(UnaryOperator.ToDate, value.Value), Type = type, Order = [] };
        }

        if (converted is null && !invalid)
        {
            scope.Context.Report(DiagnosticDescriptors.TypeMismatch, at, "text that varies from row to row", Name(type));
        }

        return converted is null ? null : value with { Value = converted, Type = type, Order = [] };
    }

    private static Expression? Reread(Expression text, Func<string, Literal?> read)
    {
        switch (text)
        {
            case Literal { IsMissing: true }:
                return read("NaN") is { } missing ? Literal.Missing(missing.Type) : null;
            case Literal literal:
                return read(literal.Value.Text);
            case CaseExpression @case:
                var branches = ImmutableArray.CreateBuilder<CaseBranch>(@case.Branches.Length);
                DataType? type = FirstText(@case) is { } sample ? read(sample)?.Type : null;
                foreach (CaseBranch branch in @case.Branches)
                {
                    if (Reread(branch.Value) is not { } value)
                    {
                        return null;
                    }

                    branches.Add(branch with { Value = value });
                }

                return Reread(@case.Else) is { } otherwise ? Build.Case(branches.ToImmutable(), otherwise) : null;

                Expression? Reread(Expression part) => part is Literal { IsMissing: true }
                    ? type is { } known ? Literal.Missing(known) : null
                    : Conversions.Reread(part, read);
            default:
                return null;
        }
    }

    private static string? FirstText(CaseExpression @case) =>
        @case.Branches.Select(branch => branch.Value).Append(@case.Else).OfType<Literal>().FirstOrDefault(literal => !literal.IsMissing)?.Value.Text;

    private static Expression? ToText(TypedExpression value) => (value.Value, value.Type.Type) switch
    {
        // The digits of a binary32 number are others than those of the double that holds it; no plan operator knows them.
        (Literal literal, DataType.Float) => Literal.String(NumberText.OfSingle((float)literal.Value.Double)),
        (_, DataType.Float) => null,
        (Literal { Type: DataType.Integer } literal, _) => Literal.String(NumberText.OfInteger(literal.Value.Integer)),
        (Literal { Type: DataType.Double } literal, _) => Literal.String(NumberText.OfDouble(literal.Value.Double)),
        (Literal { Type: DataType.Boolean } literal, _) => Literal.String(literal.Value.Boolean ? "true" : "false"),
        (Expression expression, _) => Build.Unary(UnaryOperator.ToText, expression),
    };

    private static Expression? ToDouble(TypedExpression value) => value switch
    {
        { Type.Type: DataType.Date or DataType.Time or DataType.DateTime } => null,
        { Value: Literal { Type: DataType.Boolean } literal } => Literal.Double(literal.Value.Boolean ? 1 : 0),
        _ => Build.ToDouble(value.Value),
    };

    private static Expression? ToBoolean(TypedExpression value, IFieldScope scope, Origin origin)
    {
        if (!IsNumeric(value.Type))
        {
            return null;
        }

        Expression number = scope.Context.Plan.Define("flag_number", Build.ToDouble(value.Value), origin);
        if (number is Literal literal)
        {
            return literal.Value.Double is 0 or 1 ? Literal.Boolean(literal.Value.Double == 1) : Literal.Missing(DataType.Boolean);
        }

        return Build.Case(
            [
                new CaseBranch(Build.Equal(number, Build.Number(0)), Literal.False),
                new CaseBranch(Build.Equal(number, Build.Number(1)), Literal.True),
            ],
            Literal.Missing(DataType.Boolean));
    }

    private static Expression? ToInteger(TypedExpression value, DeclaredType type, IFieldScope scope, Origin origin) => value.Type.Type switch
    {
        DataType.Integer => Shift(value.Value, value.Type, type),
        DataType.Boolean when type.Unit == TimeUnit.None => value.Value is Literal literal
            ? Literal.Integer(literal.Value.Boolean ? 1 : 0)
            : Build.Unary(UnaryOperator.ToInteger, value.Value),
        DataType.Float or DataType.Double when type.Unit == TimeUnit.None => Exactly(value.Value, scope, origin),
        DataType.Date or DataType.Time or DataType.DateTime => Calendar.Count(value, type, scope, origin),
        _ => null,
    };

    private static Expression Exactly(Expression number, IFieldScope scope, Origin origin)
    {
        if (number is Literal literal)
        {
            double known = literal.Value.Double;
            return known == Math.Floor(known) && Math.Abs(known) < 9.2e18 ? Literal.Integer((long)known) : Literal.Missing(DataType.Integer);
        }

        // A rounded number is whole by construction.
        if (number is UnaryExpression { Operator: UnaryOperator.Floor or UnaryOperator.Ceiling })
        {
            return Build.Unary(UnaryOperator.ToInteger, number);
        }

        Expression shared = scope.Context.Plan.Define("whole_number", number, origin);
        return Build.If(
            Build.Equal(shared, Build.Unary(UnaryOperator.Floor, shared)),
            Build.Unary(UnaryOperator.ToInteger, shared),
            Literal.Missing(DataType.Integer));
    }

    // Counts from different epochs differ by a constant; a plain number is taken for what it is declared to be.
    private static Expression? Shift(Expression count, DeclaredType from, DeclaredType to)
    {
        if (from.Unit == TimeUnit.None || to.Unit == TimeUnit.None)
        {
            return count;
        }

        if (from.Unit != to.Unit)
        {
            return null;
        }

        long difference = from.Unit switch
        {
            TimeUnit.DaysSince => Epoch.Days(from) - Epoch.Days(to),
            TimeUnit.SecondsSince => Epoch.Seconds(from) - Epoch.Seconds(to),
            _ => 0,
        };
        return difference == 0 ? count : Build.Add(count, Literal.Integer(difference));
    }
}
