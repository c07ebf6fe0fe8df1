using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Expressions;

/// <summary>Short constructors for expressions, so that lowerings read like formulas. They fold what is plainly constant.</summary>
public static class Build
{
    /// <summary>A reference to a value.</summary>
    /// <param name="value">The value.</param>
    public static Expression Ref(PlanValue value) => new ValueReference(value);

    /// <summary>A double constant.</summary>
    /// <param name="value">The number.</param>
    public static Expression Number(double value) => Literal.Double(value);

    /// <summary>Whether the operand is missing.</summary>
    /// <param name="operand">Any type.</param>
    public static Expression IsMissing(Expression operand) =>
        operand is Literal literal ? Literal.Boolean(literal.IsMissing) : Unary(UnaryOperator.IsMissing, operand);

    /// <summary>Whether the operand is present.</summary>
    /// <param name="operand">Any type.</param>
    public static Expression IsPresent(Expression operand) => Not(IsMissing(operand));

    /// <summary>The opposite.</summary>
    /// <param name="operand">A boolean.</param>
    public static Expression Not(Expression operand) => operand switch
    {
        Literal { IsMissing: true } => operand,
        Literal literal => Literal.Boolean(!literal.Value.Boolean),
        UnaryExpression { Operator: UnaryOperator.Not } inner => inner.Operand,
        _ => Unary(UnaryOperator.Not, operand),
    };

    /// <summary>A unary operation.</summary>
    /// <param name="operator">The operation.</param>
    /// <param name="operand">The operand.</param>
    public static Expression Unary(UnaryOperator @operator, Expression operand) => new UnaryExpression(@operator, operand);

    /// <summary>The operand as a double.</summary>
    /// <param name="operand">Integer, boolean or double.</param>
    public static Expression ToDouble(Expression operand) => operand switch
    {
        { Type: DataType.Double } => operand,
        Literal { IsMissing: true } => Literal.Missing(DataType.Double),
        Literal { Type: DataType.Integer } literal => Literal.Double(literal.Value.Integer),
        _ => Unary(UnaryOperator.ToDouble, operand),
    };

    /// <summary>The operand rounded to binary32.</summary>
    /// <param name="operand">A double.</param>
    public static Expression ToFloat32(Expression operand) => operand switch
    {
        Literal { IsMissing: true } => operand,
        Literal literal => Literal.Double((float)literal.Value.Double),
        UnaryExpression { Operator: UnaryOperator.ToFloat32 } => operand,
        _ => Unary(UnaryOperator.ToFloat32, operand),
    };

    /// <summary>A binary operation.</summary>
    /// <param name="operator">The operation.</param>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    public static Expression Binary(BinaryOperator @operator, Expression left, Expression right) =>
        new BinaryExpression(@operator, left, right);

    /// <summary>Whether two operands are equal.</summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    public static Expression Equal(Expression left, Expression right) => Binary(BinaryOperator.Equal, left, right);

    /// <summary>The sum.</summary>
    /// <param name="operands">The summands.</param>
    public static Expression Add(params ReadOnlySpan<Expression> operands) => Nary(NaryOperator.Add, operands);

    /// <summary>The difference.</summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    public static Expression Subtract(Expression left, Expression right) => Binary(BinaryOperator.Subtract, left, right);

    /// <summary>The product; a factor of the literal 1 is dropped.</summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    public static Expression Multiply(Expression left, Expression right) =>
        IsOne(left) ? right : IsOne(right) ? left : Binary(BinaryOperator.Multiply, left, right);

    /// <summary>The quotient of doubles; a divisor of the literal 1 is dropped.</summary>
    /// <param name="left">The dividend.</param>
    /// <param name="right">The divisor.</param>
    public static Expression Divide(Expression left, Expression right) =>
        IsOne(right) ? left : Binary(BinaryOperator.Divide, left, right);

    /// <summary>Conjunction; true literals are dropped, and a false literal decides.</summary>
    /// <param name="operands">Booleans.</param>
    public static Expression And(params ReadOnlySpan<Expression> operands) => Logical(NaryOperator.And, operands, neutral: true);

    /// <summary>Disjunction; false literals are dropped, and a true literal decides.</summary>
    /// <param name="operands">Booleans.</param>
    public static Expression Or(params ReadOnlySpan<Expression> operands) => Logical(NaryOperator.Or, operands, neutral: false);

    /// <summary>The first operand that is not missing.</summary>
    /// <param name="operands">The operands.</param>
    public static Expression Coalesce(params ReadOnlySpan<Expression> operands) => Nary(NaryOperator.Coalesce, operands);

    /// <summary>An operation on a list; a list of one is that operand.</summary>
    /// <param name="operator">The operation.</param>
    /// <param name="operands">The operands, at least one.</param>
    public static Expression Nary(NaryOperator @operator, params ReadOnlySpan<Expression> operands) =>
        operands.Length == 1 ? operands[0] : new NaryExpression(@operator, [.. operands]);

    /// <summary>The first value where the condition is true, otherwise the second.</summary>
    /// <param name="condition">A boolean; missing counts as false.</param>
    /// <param name="then">The first value.</param>
    /// <param name="otherwise">The second value.</param>
    public static Expression If(Expression condition, Expression then, Expression otherwise) => condition switch
    {
        Literal { IsMissing: true } => otherwise,
        Literal literal => literal.Value.Boolean ? then : otherwise,
        _ => Case([new CaseBranch(condition, then)], otherwise),
    };

    /// <summary>A choice; a choice that is the otherwise-part of another becomes part of it.</summary>
    /// <param name="branches">The branches.</param>
    /// <param name="otherwise">The value where no condition is true.</param>
    public static Expression Case(ImmutableArray<CaseBranch> branches, Expression otherwise) => (branches, otherwise) switch
    {
        ({ Length: 0 }, _) => otherwise,
        (_, CaseExpression inner) => new CaseExpression([.. branches, .. inner.Branches], inner.Else),
        _ => new CaseExpression(branches, otherwise),
    };

    /// <summary>Whether the operand is one of the values.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="values">Literals of its type; equal ones are dropped.</param>
    public static Expression InSet(Expression operand, IEnumerable<Literal> values)
    {
        ImmutableArray<Literal> distinct = [.. values.Distinct()];
        return distinct.Length == 1 ? Equal(operand, distinct[0]) : new InSetExpression(operand, distinct);
    }

    /// <summary>A call of a text or calendar function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">The arguments.</param>
    public static Expression Call(ScalarFunction function, params ReadOnlySpan<Expression> arguments) =>
        new CallExpression(function, [.. arguments]);

    private static bool IsOne(Expression expression) =>
        expression is Literal { IsMissing: false, Value: { IsDouble: true, Double: 1.0 } };

    private static Expression Logical(NaryOperator @operator, ReadOnlySpan<Expression> operands, bool neutral)
    {
        var kept = ImmutableArray.CreateBuilder<Expression>(operands.Length);
        foreach (Expression operand in operands)
        {
            if (operand is Literal { IsMissing: false } literal)
            {
                if (literal.Value.Boolean != neutral)
                {
                    return literal;
                }
            }
            else
            {
                kept.Add(operand);
            }
        }

        return kept.Count switch
        {
            0 => Literal.Boolean(neutral),
            1 => kept[0],
            _ => new NaryExpression(@operator, kept.ToImmutable()),
        };
    }
}
