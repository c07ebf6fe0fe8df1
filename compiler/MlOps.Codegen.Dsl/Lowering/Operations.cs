using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>Operations with a sign between their operands.</summary>
internal static class Operations
{
    public static Typed? Lower(InfixFormula formula, FormulaLowering lowering)
    {
        if (formula.Sign is "and" or "or")
        {
            return Logical(formula, lowering);
        }

        Typed? left = lowering.Lower(formula.Left);
        Typed? right = lowering.Lower(formula.Right);
        if (left is null || right is null)
        {
            return null;
        }

        return formula.Sign is "+" or "-" or "*" or "/" or "^"
            ? Arithmetic(formula, left, right, lowering)
            : Comparison(formula, left, right, lowering);
    }

    /// <summary>Reports a constant that a text with known values is never equal to.</summary>
    public static void CheckClosed(Typed value, Literal literal, SourceLocation at, LoweringContext context)
    {
        if (!value.Values.IsEmpty && literal is { IsMissing: false, Type: DataType.String } && !value.Values.Contains(literal.Value.Text))
        {
            context.Report(
                DiagnosticDescriptors.InvalidLiteral, at,
                $"'{literal.Value.Text}' is none of the values that are possible here{Declarations.Hint(literal.Value.Text, value.Values)}");
        }
    }

    // Chains are taken apart, so that a long one is one list.
    private static Typed? Logical(InfixFormula formula, FormulaLowering lowering)
    {
        var operands = new List<Formula>();
        var pending = new Stack<Formula>([formula]);
        while (pending.TryPop(out Formula? next))
        {
            if (next is InfixFormula inner && inner.Sign == formula.Sign)
            {
                pending.Push(inner.Right);
                pending.Push(inner.Left);
            }
            else
            {
                operands.Add(next);
            }
        }

        Expression?[] conditions = [.. operands.Select(operand => lowering.Condition(operand, $"'{formula.Sign}'"))];
        return conditions.Contains(null)
            ? null
            : new Typed(formula.Sign == "and" ? Build.And(conditions!) : Build.Or(conditions!), FormulaType.Boolean);
    }

    private static Typed? Arithmetic(InfixFormula formula, Typed left, Typed right, FormulaLowering lowering)
    {
        if (Calendar(formula.Sign, left, right, lowering) is { } calendar)
        {
            return calendar;
        }

        string what = $"'{formula.Sign}'";
        if (lowering.AsNumber(left, formula.Left.Location, what) is not { } a || lowering.AsNumber(right, formula.Right.Location, what) is not { } b)
        {
            return null;
        }

        bool whole = left.Type.Type == DataType.Integer && right.Type.Type == DataType.Integer;
        return formula.Sign switch
        {
            "+" => whole ? Integer(Build.Add(left.Value, right.Value)) : new Typed(Build.Add(a, b), FormulaType.Common(left.Type, right.Type)),
            "-" => whole ? Integer(Build.Subtract(left.Value, right.Value)) : new Typed(Build.Subtract(a, b), FormulaType.Common(left.Type, right.Type)),
            "*" => whole ? Integer(Build.Binary(BinaryOperator.Multiply, left.Value, right.Value)) : new Typed(Build.Multiply(a, b), Product(left.Type, right.Type)),
            "/" => new Typed(Build.Divide(a, b), FormulaType.Double),
            "^" => new Typed(Build.Binary(BinaryOperator.Power, a, b), FormulaType.Double),
            _ => throw new InvalidOperationException($"unknown sign {formula.Sign}"),
        };
    }

    private static Typed Integer(Expression value) => new(value, FormulaType.Integer);

    private static FormulaType Product(FormulaType left, FormulaType right) =>
        left.Digits is { } a && right.Digits is { } b ? FormulaType.Decimal(a + b) : FormulaType.Double;

    // Days are added to dates; the difference of dates is in days, that of timestamps in seconds.
    private static Typed? Calendar(string sign, Typed left, Typed right, FormulaLowering lowering) => (sign, left.Type.Type, right.Type.Type) switch
    {
        ("+", DataType.Date, DataType.Integer) => new Typed(Build.Add(CalendarFunctions.Days(left, lowering), right.Value), FormulaType.Date),
        ("-", DataType.Date, DataType.Integer) => new Typed(Build.Subtract(CalendarFunctions.Days(left, lowering), right.Value), FormulaType.Date),
        ("-", DataType.Date, DataType.Date) => Integer(Build.Subtract(CalendarFunctions.Days(left, lowering), CalendarFunctions.Days(right, lowering))),
        ("-", DataType.DateTime, DataType.DateTime) => Integer(Build.Subtract(CalendarFunctions.Count(left.Value), CalendarFunctions.Count(right.Value))),
        _ => null,
    };

    private static Typed? Comparison(InfixFormula formula, Typed left, Typed right, FormulaLowering lowering)
    {
        BinaryOperator @operator = formula.Sign switch
        {
            "=" => BinaryOperator.Equal,
            "!=" => BinaryOperator.NotEqual,
            "<" => BinaryOperator.Less,
            "<=" => BinaryOperator.LessOrEqual,
            ">" => BinaryOperator.Greater,
            ">=" => BinaryOperator.GreaterOrEqual,
            _ => throw new InvalidOperationException($"unknown sign {formula.Sign}"),
        };
        string what = $"'{formula.Sign}'";
        if (FormulaLowering.IsMissing(left) || FormulaLowering.IsMissing(right))
        {
            lowering.Scope.Context.Report(
                DiagnosticDescriptors.InvalidLiteral, formula.Location, "nothing equals a missing value: ask 'is missing' or 'is not missing'");
            return null;
        }

        bool isOrder = @operator is not (BinaryOperator.Equal or BinaryOperator.NotEqual);
        if (isOrder && left.Type.Type is DataType.String or DataType.Boolean)
        {
            lowering.Mismatch(what, "numbers or times", left, formula.Left.Location);
            return null;
        }

        if (Times(left, right, lowering) is { } times)
        {
            return new Typed(Build.Binary(@operator, times.Left, times.Right), FormulaType.Boolean);
        }

        if (lowering.Aligned([(left, formula.Left.Location), (right, formula.Right.Location)], what) is not { } aligned)
        {
            return null;
        }

        Closed(left, right, formula.Right.Location, lowering);
        Closed(right, left, formula.Left.Location, lowering);
        return new Typed(Build.Binary(@operator, aligned[0].Value, aligned[1].Value), FormulaType.Boolean);
    }

    private static void Closed(Typed value, Typed constant, SourceLocation at, FormulaLowering lowering)
    {
        if (constant.Value is Literal literal)
        {
            CheckClosed(value, literal, at, lowering.Scope.Context);
        }
    }

    // A date next to a timestamp is its midnight.
    private static (Expression Left, Expression Right)? Times(Typed left, Typed right, FormulaLowering lowering) =>
        (left.Type.Type, right.Type.Type) is (DataType.Date, DataType.DateTime) or (DataType.DateTime, DataType.Date)
            ? (CalendarFunctions.Seconds(left, lowering), CalendarFunctions.Seconds(right, lowering))
            : null;
}
