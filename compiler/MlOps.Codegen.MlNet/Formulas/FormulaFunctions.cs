using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Formulas;

/// <summary>The functions of formulas that are supported.</summary>
internal static class FormulaFunctions
{
    /// <summary>Calls a function.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arguments">The arguments.</param>
    /// <exception cref="NotSupportedException">There is no such function, or not for these arguments.</exception>
    public static FormulaValue Call(string name, IReadOnlyList<FormulaValue> arguments) => (name, arguments) switch
    {
        ("isna", [{ Type: FormulaType.Single or FormulaType.Double } number]) =>
            new FormulaValue(FormulaType.Boolean, Build.IsMissing(number.Value)),
        ("float" or "single", [{ Type: not FormulaType.Boolean } number]) => FormulaValue.Number(FormulaType.Single, number.Value),
        ("double", [{ Type: not FormulaType.Boolean } number]) => FormulaValue.Number(FormulaType.Double, number.Value),
        ("min" or "max", [{ Type: not FormulaType.Boolean } left, { Type: not FormulaType.Boolean } right]) => Extreme(name, left, right),
        (_, [{ Type: FormulaType.Single or FormulaType.Double } number]) when Unary(name, number.Value) is { } value =>
            FormulaValue.Number(number.Type, value),
        _ => throw new NotSupportedException($"its formula calls '{name}'"),
    };

    private static FormulaValue Extreme(string name, FormulaValue left, FormulaValue right)
    {
        FormulaType type = FormulaValue.Common(left, right);
        return FormulaValue.Number(
            type, Build.Nary(name == "min" ? NaryOperator.Min : NaryOperator.Max, left.As(type), right.As(type)));
    }

    private static Expression? Unary(string name, Expression value) => name switch
    {
        "abs" => Build.Unary(UnaryOperator.Abs, value),
        "exp" => Build.Unary(UnaryOperator.Exp, value),
        "ln" or "log" => Build.If(
            Build.Equal(value, Build.Number(0)), Build.Number(double.NegativeInfinity), Build.Unary(UnaryOperator.Ln, value)),
        "sqrt" => Build.Unary(UnaryOperator.Sqrt, value),
        "floor" => Build.Unary(UnaryOperator.Floor, value),
        "ceil" or "ceiling" => Build.Unary(UnaryOperator.Ceiling, value),
        _ => null,
    };
}
