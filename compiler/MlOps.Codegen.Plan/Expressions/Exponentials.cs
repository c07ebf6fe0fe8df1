namespace MlOps.Codegen.Plan.Expressions;

/// <summary>Functions made of exponentials that keep the digits of small arguments, in operations that every engine has.</summary>
public static class Exponentials
{
    /// <summary>e^x − 1 (W. Kahan's formula: the rounding error of e^x is divided out again).</summary>
    /// <param name="operand">x, a double.</param>
    /// <param name="define">Gives a name to what the formula uses several times.</param>
    public static Expression ExpMinusOne(Expression operand, Func<string, Expression, Expression> define)
    {
        Expression x = define("expm1_x", operand);
        Expression u = define("exp_x", Build.Unary(UnaryOperator.Exp, x));
        Expression difference = Build.Subtract(u, Build.Number(1));
        return Build.Case(
            [
                new CaseBranch(Build.Equal(u, Build.Number(1)), x),
                new CaseBranch(Build.Binary(BinaryOperator.Greater, Build.Unary(UnaryOperator.Abs, x), Build.Number(1)), difference),
            ],
            Build.Divide(Build.Multiply(difference, x), Build.Unary(UnaryOperator.Ln, u)));
    }

    /// <summary>The hyperbolic tangent.</summary>
    /// <param name="operand">A double.</param>
    /// <param name="define">Gives a name to what the formula uses several times.</param>
    public static Expression HyperbolicTangent(Expression operand, Func<string, Expression, Expression> define)
    {
        // Beyond 20 the result is ±1 in double; before, expm1 keeps the digits of small arguments.
        Expression x = define("tanh_x", operand);
        Expression m = define("expm1_of_2x", ExpMinusOne(Build.Multiply(Build.Number(2), x), define));
        return Build.Case(
            [
                new CaseBranch(Build.Binary(BinaryOperator.Greater, x, Build.Number(20)), Build.Number(1)),
                new CaseBranch(Build.Binary(BinaryOperator.Less, x, Build.Number(-20)), Build.Number(-1)),
            ],
            Build.Divide(m, Build.Add(m, Build.Number(2))));
    }
}
