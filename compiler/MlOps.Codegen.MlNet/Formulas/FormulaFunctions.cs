using Microsoft.ML.Transforms.Text;
using MlOps.Codegen.MlNet.Steps;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Formulas;

/// <summary>The functions of formulas that are supported.</summary>
internal static class FormulaFunctions
{
    /// <summary>Calls a function.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="define">Defines a value under a wished name, and refers to it.</param>
    /// <exception cref="NotSupportedException">There is no such function, or not for these arguments.</exception>
    public static FormulaValue Call(string name, IReadOnlyList<FormulaValue> arguments, Func<string, Expression, Expression> define) => (name, arguments) switch
    {
        ("pi", []) => FormulaValue.Number(FormulaType.Double, Build.Number(Math.PI)),
        ("isna", [{ Type: FormulaType.Single or FormulaType.Double } number]) =>
            new FormulaValue(FormulaType.Boolean, Build.IsMissing(number.Value)),
        ("na", [{ Type: FormulaType.Single or FormulaType.Double } number]) => number with { Value = Literal.Missing(DataType.Double) },
        ("float" or "single", [var value]) when AsNumber(value) is { } number => FormulaValue.Number(FormulaType.Single, number),
        ("double", [{ Type: not FormulaType.Text } value]) when AsNumber(value) is { } number => FormulaValue.Number(FormulaType.Double, number),
        ("bool", [{ Type: FormulaType.Text } text]) => new FormulaValue(FormulaType.Boolean, Conversions.IsTrue(text.Value)),
        ("min" or "max", [{ Type: not (FormulaType.Boolean or FormulaType.Text) } left, { Type: not (FormulaType.Boolean or FormulaType.Text) } right]) =>
            Extreme(name, left, right),
        ("len", [{ Type: FormulaType.Text } text]) =>
            FormulaValue.Whole(Length(text.Value), 0, int.MaxValue),
        ("int", [{ Type: FormulaType.Whole } number]) => number,
        ("int", [{ Type: FormulaType.Boolean } boolean]) => FormulaValue.Whole(AsNumber(boolean)!, 0, 1),
        ("int", [{ Type: FormulaType.Single or FormulaType.Double } number]) =>
            WholeArithmetic.Bounded(Rounded(number.Value), double.NegativeInfinity, double.PositiveInfinity, define),
        ("abs", [{ Type: FormulaType.Whole } number]) => WholeArithmetic.Bounded(
            Build.Unary(UnaryOperator.Abs, number.Value), 0, Math.Max(Math.Abs(number.Least), Math.Abs(number.Most)), define),
        ("sign", [{ Type: FormulaType.Whole } number]) => FormulaValue.Whole(Unary(name, number.Value)!, -1, 1),
        ("text", [{ Type: FormulaType.Text } text]) => text,
        ("text", [{ Type: FormulaType.Whole } number]) =>
            new FormulaValue(FormulaType.Text, Build.Unary(UnaryOperator.ToText, Build.Unary(UnaryOperator.ToInteger, number.Value))),
        ("text", [{ Type: FormulaType.Boolean } boolean]) =>
            new FormulaValue(FormulaType.Text, Build.If(boolean.Value, Literal.String("1"), Literal.String("0"))),
        ("left", [{ Type: FormulaType.Text } text, { Type: FormulaType.Whole } end]) =>
            Part(text.Value, FormulaValue.Whole(Build.Number(0), 0, 0), end, define),
        ("right", [{ Type: FormulaType.Text } text, { Type: FormulaType.Whole } start]) =>
            Part(text.Value, start, FormulaValue.Whole(Length(text.Value), 0, int.MaxValue), define),
        ("mid", [{ Type: FormulaType.Text } text, { Type: FormulaType.Whole } start, { Type: FormulaType.Whole } end]) =>
            Part(text.Value, start, end, define),
        ("lower", [{ Type: FormulaType.Text } text]) => text with { Value = Lower(text.Value) },
        ("concat", []) => new FormulaValue(FormulaType.Text, Literal.String("")),
        ("concat", _) when arguments.All(argument => argument.Type == FormulaType.Text) =>
            new FormulaValue(FormulaType.Text, Build.Nary(NaryOperator.Concat, [.. arguments.Select(argument => argument.Value)])),
        (_, [{ Type: FormulaType.Single or FormulaType.Double } number]) when Unary(name, number.Value) is { } value =>
            FormulaValue.Number(number.Type, value),
        _ => throw new NotSupportedException($"its formula calls '{name}'"),
    };

    private static Expression? AsNumber(FormulaValue value) => value.Type switch
    {
        FormulaType.Boolean => Build.If(value.Value, Build.Number(1), Build.Number(0)),
        FormulaType.Text => Build.Call(ScalarFunction.ReadSingle, value.Value),
        _ => value.Value,
    };

    private static FormulaValue Extreme(string name, FormulaValue left, FormulaValue right)
    {
        FormulaType type = FormulaValue.Common(left, right);
        return FormulaValue.Either(type, Build.Nary(name == "min" ? NaryOperator.Min : NaryOperator.Max, left.As(type), right.As(type)), left, right);
    }

    private static Expression Length(Expression text) => Build.ToDouble(Build.Call(ScalarFunction.Length, text));

    // Places count from 0, negative ones from the end; what lies outside is cut off. Half of a surrogate pair is no text here.
    private static FormulaValue Part(Expression text, FormulaValue start, FormulaValue end, Func<string, Expression, Expression> define)
    {
        Expression length = define("length", Length(text));
        Expression from = define("from", Place(start, length));
        Expression to = define("to", Place(end, length));
        Expression one = Build.Number(1);
        return new FormulaValue(FormulaType.Text, Build.If(
            Build.Binary(BinaryOperator.Less, from, to),
            Build.Call(
                ScalarFunction.Substring,
                text,
                Build.Unary(UnaryOperator.ToInteger, Build.Add(from, one)),
                Build.Unary(UnaryOperator.ToInteger, Build.Subtract(to, from))),
            Literal.String("")));
    }

    private static Expression Place(FormulaValue index, Expression length)
    {
        Expression fromStart = Build.Nary(NaryOperator.Min, index.Value, length);
        Expression fromEnd = Build.Nary(NaryOperator.Max, Build.Number(0), Build.Add(index.Value, length));
        return index switch
        {
            { Least: >= 0 } => fromStart,
            { Most: < 0 } => fromEnd,
            _ => Build.If(Build.Binary(BinaryOperator.Less, index.Value, Build.Number(0)), fromEnd, fromStart),
        };
    }

    // Unit by unit: halves of surrogate pairs have no case here.
    private static Expression Lower(Expression text)
    {
        (string from, string to) = TextNormalization.Of(TextNormalizingEstimator.CaseMode.Lower, keepDiacritics: true, keepPunctuations: true, keepNumbers: true);
        return Build.Call(ScalarFunction.Translate, text, Literal.String(from), Literal.String(to));
    }

    private static Expression? Unary(string name, Expression value) => name switch
    {
        "abs" => Build.Unary(UnaryOperator.Abs, value),
        "sign" => Build.Case(
            [
                new CaseBranch(Build.Binary(BinaryOperator.Greater, value, Build.Number(0)), Build.Number(1)),
                new CaseBranch(Build.Binary(BinaryOperator.Less, value, Build.Number(0)), Build.Number(-1)),
            ],
            value),
        "exp" => Build.Unary(UnaryOperator.Exp, value),
        "ln" or "log" => Build.If(
            Build.Equal(value, Build.Number(0)), Build.Number(double.NegativeInfinity), Build.Unary(UnaryOperator.Ln, value)),
        "sqrt" => Build.Unary(UnaryOperator.Sqrt, value),
        "sin" => Build.Unary(UnaryOperator.Sin, value),
        "cos" => Build.Unary(UnaryOperator.Cos, value),
        "tan" => Build.Unary(UnaryOperator.Tan, value),
        "asin" => Build.Unary(UnaryOperator.Asin, value),
        "acos" => Build.Unary(UnaryOperator.Acos, value),
        "atan" => Build.Unary(UnaryOperator.Atan, value),
        "deg" or "degrees" => Build.Multiply(value, Build.Number(180 / Math.PI)),
        "rad" or "radians" => Build.Multiply(value, Build.Number(Math.PI / 180)),
        "floor" => Build.Unary(UnaryOperator.Floor, value),
        "ceil" or "ceiling" => Build.Unary(UnaryOperator.Ceiling, value),
        "trunc" or "truncate" => Build.If(
            Build.Binary(BinaryOperator.Less, value, Build.Number(0)), Build.Unary(UnaryOperator.Ceiling, value), Build.Unary(UnaryOperator.Floor, value)),
        "round" => Rounded(value),
        _ => null,
    };

    // To the nearest whole number, halves to even ones.
    private static Expression Rounded(Expression value)
    {
        Expression below = Build.Unary(UnaryOperator.Floor, value);
        Expression rest = Build.Subtract(value, below);
        Expression half = Build.Multiply(below, Build.Number(0.5));
        return Build.If(
            Build.Or(
                Build.Binary(BinaryOperator.Greater, rest, Build.Number(0.5)),
                Build.And(Build.Equal(rest, Build.Number(0.5)), Build.Binary(BinaryOperator.NotEqual, half, Build.Unary(UnaryOperator.Floor, half)))),
            Build.Add(below, Build.Number(1)),
            below);
    }
}
