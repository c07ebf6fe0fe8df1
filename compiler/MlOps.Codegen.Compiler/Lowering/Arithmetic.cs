using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>The arithmetic of the tool that made a model (JPMML's <c>x-mathContext</c>).</summary>
/// <remarks>
/// In double, a sum, product, quotient or square root of two singles that is rounded to a single is the one that single precision
/// gives: 53 bits are more than twice 24 and two. Long sums are the exception, see docs/exactness.md.
/// </remarks>
/// <param name="IsSingle">Whether each result is rounded to binary32.</param>
internal readonly record struct Arithmetic(bool IsSingle)
{
    /// <summary>The arithmetic of a model.</summary>
    public static Arithmetic Of(Model model) => new(model.Common.MathContext == MathContext.Float);

    /// <summary>A result as this arithmetic holds it.</summary>
    /// <param name="value">A double.</param>
    public Expression Round(Expression value) => IsSingle ? Build.ToFloat32(value) : value;

    /// <summary>A constant as this arithmetic holds it.</summary>
    /// <param name="value">A number.</param>
    public double Round(double value) => IsSingle ? (float)value : value;

    /// <summary>A constant as this arithmetic holds it, as an expression.</summary>
    /// <param name="value">A number.</param>
    public Expression Number(double value) => Build.Number(Round(value));

    /// <summary>The sum, rounded once.</summary>
    /// <param name="left">A double.</param>
    /// <param name="right">A double.</param>
    public Expression Add(Expression left, Expression right) => Round(Build.Add(left, right));

    /// <summary>The difference.</summary>
    /// <param name="left">A double.</param>
    /// <param name="right">A double.</param>
    public Expression Subtract(Expression left, Expression right) => Round(Build.Subtract(left, right));

    /// <summary>The product.</summary>
    /// <param name="left">A double.</param>
    /// <param name="right">A double.</param>
    public Expression Multiply(Expression left, Expression right) => Round(Build.Multiply(left, right));

    /// <summary>The quotient; missing where the divisor is 0.</summary>
    /// <param name="left">A double.</param>
    /// <param name="right">A double.</param>
    public Expression Divide(Expression left, Expression right) => Round(Build.Divide(left, right));

    /// <summary>An operation on one double.</summary>
    /// <param name="operator">The operation.</param>
    /// <param name="operand">A double.</param>
    public Expression Unary(UnaryOperator @operator, Expression operand) => Round(Build.Unary(@operator, operand));

    /// <summary>The power; see <see cref="BinaryOperator.Power"/>.</summary>
    /// <param name="left">The base.</param>
    /// <param name="right">The exponent.</param>
    public Expression Power(Expression left, Expression right) => Round(Build.Binary(BinaryOperator.Power, left, right));

    /// <summary>e to the operand.</summary>
    /// <param name="operand">A double.</param>
    public Expression Exp(Expression operand) => Unary(UnaryOperator.Exp, operand);
}
