using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Ranges;

/// <summary>
/// Keeps arithmetic within the range of its type, so that no target has to say what lies beyond: PostgreSQL and T-SQL raise errors
/// there, others yield infinities and NaN, and 64-bit integers wrap, end the query, or become doubles.
/// </summary>
/// <remarks>
/// Where the ranges of operands do not show that a result fits, an operand is bounded by a definition of its own: a number that is too
/// large is missing, one that is too small is 0. Of unbounded operands, inputs above all, 1e100 is too large and 1e-100 too small for
/// double arithmetic, and 2^53 too large for integer arithmetic; other bounds are as wide as the result allows. Comparisons, choices
/// and trees see inputs as they are.
/// </remarks>
public sealed class ArithmeticBounds : ExpressionRewriter
{
    /// <summary>How the origins of bounded operands begin.</summary>
    internal const string Element = "Range of ";

    private const double UnboundedMost = 1e100;
    private const double UnboundedLeast = 1e-100;

    // Results stay this far from the ends of the double's range, and each of two factors this far where both are wide.
    private const double Far = 1e307;
    private const double HalfFar = 1e153;
    private const double Near = 1e-307;
    private const double HalfNear = 1e-153;

    // Up to e^±700 powers are normal doubles.
    private const double LargestExponent = 700;

    private const long SafeInteger = 1L << 53;
    private const double LargestInteger = 9.2e18;

    private readonly Func<string, DataType, PlanValue> newValue;
    private readonly ValueRanges ranges = new();
    private readonly List<Definition> definitions = [];
    private readonly Dictionary<(PlanValue, double, double), Expression> bounded = [];
    private Origin origin = Origin.None;
    private string owner = "";

    private ArithmeticBounds(Func<string, DataType, PlanValue> newValue) => this.newValue = newValue;

    /// <summary>A plan whose kernels are expanded, with operands bounded where results might not fit.</summary>
    /// <param name="plan">The plan.</param>
    public static ScoringPlan Run(ScoringPlan plan) =>
        Passes.PlanPasses.WithDefinitions(plan, Run(plan.Definitions, new PlanNames(plan).NewValue));

    /// <summary>The definitions with operands bounded where results might not fit.</summary>
    /// <param name="definitions">Definitions in order of evaluation.</param>
    /// <param name="newValue">Makes a value with a name like the given one.</param>
    public static IReadOnlyList<Definition> Run(IEnumerable<Definition> definitions, Func<string, DataType, PlanValue> newValue)
    {
        var bounds = new ArithmeticBounds(newValue);
        foreach (Definition definition in definitions)
        {
            bounds.origin = definition.Origin;
            bounds.owner = definition.Values[0].Name;
            bounds.Add(bounds.Rewrite(definition));
        }

        return bounds.definitions;
    }

    /// <inheritdoc/>
    protected override Expression Replace(Expression expression) => expression switch
    {
        UnaryExpression unary => Unary(unary),
        BinaryExpression { Type: DataType.Double } binary => DoubleArithmetic(binary),
        BinaryExpression { Type: DataType.Integer } binary => IntegerArithmetic(binary),
        NaryExpression { Operator: NaryOperator.Add } sum => Sum(sum),
        _ => expression,
    };

    private Definition Rewrite(Definition definition)
    {
        switch (definition)
        {
            case ScalarDefinition scalar:
                Expression expression = Rewrite(scalar.Expression);
                return ReferenceEquals(expression, scalar.Expression) ? scalar : scalar with { Expression = expression };
            case KernelDefinition { Kernel: LinearCombination linear } kernel:
                return kernel with { Kernel = linear with { Terms = Terms(linear) } };
            case KernelDefinition kernel:
                return kernel with
                {
                    Kernel = KernelInputs.Bounded(kernel.Kernel, (input, least, most) =>
                        ((ValueReference)Bounded(new ValueReference(input), least, most)).Value),
                };
            default:
                throw new InvalidOperationException($"unknown definition {definition.GetType().Name}");
        }
    }

    private void Add(Definition definition)
    {
        definitions.Add(definition);
        ranges.Define(definition);
    }

    private ImmutableArray<LinearTerm> Terms(LinearCombination linear)
    {
        ImmutableArray<LinearTerm> terms = [.. linear.Terms.Select(term => term with { Value = Rewrite(term.Value) })];
        terms = [.. terms.Select(term => term with { Value = Factor(term) })];
        if (KernelRanges.Sum(linear with { Terms = terms }, ranges).Fits)
        {
            return terms;
        }

        double most = Far / (terms.Length + 1);
        return [.. terms.Select(term => term with { Value = AtMost(term.Value, most / Math.Max(1, Math.Abs(term.Coefficient))) })];
    }

    private Expression Factor(LinearTerm term)
    {
        Expression value = ranges.Of(term.Value).MayBeInfinite ? Usual(term.Value) : term.Value;
        ValueRange product = ValueRange.Of(term.Coefficient).Times(ranges.Of(value));
        double coefficient = Math.Abs(term.Coefficient);
        return product.Fits || coefficient == 0
            ? value
            : Bounded(value, product.Least > 0 ? 0 : LeastFactor(coefficient), Far / Math.Max(1, coefficient));
    }

    private Expression Sum(NaryExpression sum)
    {
        if (sum.Type == DataType.Integer)
        {
            return ranges.Unsettled(sum).Most <= LargestInteger
                ? sum
                : sum with { Operands = [.. sum.Operands.Select(operand => WithinInteger(operand, SafeInteger))] };
        }

        var finite = new NaryExpression(
            NaryOperator.Add, [.. sum.Operands.Select(operand => ranges.Of(operand).MayBeInfinite ? Usual(operand) : operand)]);
        return ranges.Unsettled(finite).Fits
            ? finite
            : finite with { Operands = [.. finite.Operands.Select(operand => AtMost(operand, Far / finite.Operands.Length))] };
    }

    private Expression Unary(UnaryExpression unary)
    {
        switch (unary.Operator)
        {
            case UnaryOperator.Ln or UnaryOperator.Log10 or UnaryOperator.Sqrt or UnaryOperator.Sin or UnaryOperator.Cos or UnaryOperator.Tan:
                // Of tiny numbers these are as good as of others.
                return ranges.Of(unary.Operand).MayBeInfinite
                    ? new UnaryExpression(unary.Operator, AtMost(unary.Operand, double.MaxValue))
                    : unary;
            case UnaryOperator.Negate or UnaryOperator.Abs when unary.Type == DataType.Integer && ranges.Of(unary.Operand).Low <= long.MinValue:
                return new UnaryExpression(unary.Operator, WithinInteger(unary.Operand, long.MaxValue));
            default:
                return unary;
        }
    }

    private Expression DoubleArithmetic(BinaryExpression binary)
    {
        if (binary.Operator == BinaryOperator.Power && binary.Right is Literal { IsMissing: false } exponent)
        {
            return ConstantPower(binary, Math.Abs(exponent.Value.Double));
        }

        var finite = new BinaryExpression(binary.Operator, Finite(binary.Left), Finite(binary.Right));
        if (ranges.Unsettled(finite).Fits)
        {
            return finite;
        }

        ValueRange left = ranges.Of(finite.Left);
        ValueRange right = ranges.Of(finite.Right);
        return finite.Operator switch
        {
            BinaryOperator.Subtract => new BinaryExpression(finite.Operator, AtMost(finite.Left, Far / 2), AtMost(finite.Right, Far / 2)),
            BinaryOperator.Multiply => Product(finite, left, right),
            BinaryOperator.Divide => Quotient(finite, left, right),
            BinaryOperator.Power => Power(finite),
            _ => throw new InvalidOperationException($"{finite.Operator} yields no double"),
        };
    }

    // The smallest number whose product with a coefficient is not 0: below, 0 is what the product is rounded to.
    private static double LeastFactor(double coefficient)
    {
        (long zero, long product) = (0, BitConverter.DoubleToInt64Bits(double.MaxValue));
        while (product - zero > 1)
        {
            long middle = zero + ((product - zero) / 2);
            (zero, product) = BitConverter.Int64BitsToDouble(middle) * coefficient == 0 ? (middle, product) : (zero, middle);
        }

        return BitConverter.Int64BitsToDouble(product);
    }

    private BinaryExpression Product(BinaryExpression product, ValueRange left, ValueRange right)
    {
        (double leftMost, double rightMost) = left.Times(right).Most <= Far
            ? (double.MaxValue, double.MaxValue)
            : right.Most <= HalfFar ? (Far / Math.Max(1, right.Most), double.MaxValue)
            : left.Most <= HalfFar ? (double.MaxValue, Far / Math.Max(1, left.Most))
            : (HalfFar, HalfFar);
        (double leftLeast, double rightLeast) = left.Times(right).Least > 0
            ? (0, 0)
            : product.Right is Literal ? (LeastFactor(right.Most), 0.0)
            : product.Left is Literal ? (0.0, LeastFactor(left.Most))
            : right.Least >= HalfNear ? (Near / Math.Min(1, right.Least), 0.0)
            : left.Least >= HalfNear ? (0.0, Near / Math.Min(1, left.Least))
            : (HalfNear, HalfNear);
        return new BinaryExpression(
            product.Operator, Bounded(product.Left, leftLeast, leftMost), Bounded(product.Right, rightLeast, rightMost));
    }

    private BinaryExpression Quotient(BinaryExpression quotient, ValueRange left, ValueRange right)
    {
        (double leftMost, double rightLeast) = left.DividedBy(right).Most <= Far
            ? (double.MaxValue, 0.0)
            : right.Least >= HalfNear ? (Far * Math.Min(1, right.Least), 0.0)
            : left.Most <= HalfFar ? (double.MaxValue, Math.Max(1, left.Most) / Far)
            : (HalfFar, HalfNear);
        (double leftLeast, double rightMost) = left.DividedBy(right).Least > 0
            ? (0.0, double.MaxValue)
            : right.Most <= HalfFar ? (Near * Math.Max(1, right.Most), double.MaxValue)
            : (HalfNear, HalfFar);
        return new BinaryExpression(
            quotient.Operator, Bounded(quotient.Left, leftLeast, leftMost), Bounded(quotient.Right, rightLeast, rightMost));
    }

    // A known exponent bounds the base.
    private Expression ConstantPower(BinaryExpression power, double exponent)
    {
        ValueRange range = ranges.Of(power.Left);
        if (exponent == 0 || Powers.LargestExponent(range, ValueRange.Of(exponent)) <= LargestExponent)
        {
            return power;
        }

        double most = Math.Exp(LargestExponent / exponent);
        most = range.MayBeInfinite ? Math.Min(most, UnboundedMost) : most;
        return new BinaryExpression(power.Operator, Bounded(power.Left, 1 / most, most), power.Right);
    }

    // The size of the power is asked first.
    private CaseExpression Power(BinaryExpression power)
    {
        Expression x = Named(power.Left);
        Expression y = Named(power.Right);
        Expression exponent = Named(Rewrite(
            Build.Multiply(y, Build.Unary(UnaryOperator.Ln, Build.Unary(UnaryOperator.Abs, x)))));
        return new CaseExpression(
            [
                new CaseBranch(
                    Build.Or(
                        Build.Equal(x, Build.Number(0)),
                        Build.And(
                            Build.Binary(BinaryOperator.GreaterOrEqual, exponent, Build.Number(-LargestExponent)),
                            Build.Binary(BinaryOperator.LessOrEqual, exponent, Build.Number(LargestExponent)))),
                    new BinaryExpression(power.Operator, x, y)),
                new CaseBranch(Build.Binary(BinaryOperator.Less, exponent, Build.Number(-LargestExponent)), Build.Number(0)),
            ],
            Literal.Missing(DataType.Double));
    }

    private Expression IntegerArithmetic(BinaryExpression binary)
    {
        if (binary.Operator == BinaryOperator.IntegerDivide)
        {
            return ranges.Of(binary.Left).Low > long.MinValue
                ? binary
                : new BinaryExpression(binary.Operator, WithinInteger(binary.Left, long.MaxValue), binary.Right);
        }

        if (ranges.Unsettled(binary).Most <= LargestInteger)
        {
            return binary;
        }

        Expression left = WithinInteger(binary.Left, SafeInteger);
        Expression right = WithinInteger(binary.Right, SafeInteger);
        var safe = new BinaryExpression(binary.Operator, left, right);
        if (ranges.Unsettled(safe).Most <= LargestInteger)
        {
            return safe;
        }

        left = Named(left);
        right = Named(right);
        Expression room = new BinaryExpression(
            BinaryOperator.IntegerDivide, Literal.Integer(long.MaxValue), Build.Unary(UnaryOperator.Abs, right));
        return Build.If(
            Build.Or(
                Build.Equal(right, Literal.Integer(0)),
                Build.Binary(BinaryOperator.LessOrEqual, Build.Unary(UnaryOperator.Abs, left), room)),
            new BinaryExpression(binary.Operator, left, right),
            Literal.Missing(DataType.Integer));
    }

    private Expression Finite(Expression operand) => ranges.Of(operand).MayBeInfinite ? Usual(operand) : operand;

    private Expression Usual(Expression operand) => Bounded(operand, UnboundedLeast, UnboundedMost);

    private Expression AtMost(Expression operand, double most) => Bounded(operand, 0, most);

    // The operand, 0 below the least magnitude, missing above the largest; as it is where it is known to lie between.
    private Expression Bounded(Expression operand, double least, double most)
    {
        ValueRange range = ranges.Of(operand);
        bool small = range.Least < least;
        bool large = range.Most > most;
        if (!small && !large)
        {
            return operand;
        }

        Expression x = Named(operand);
        if (x is ValueReference reference && bounded.TryGetValue((reference.Value, small ? least : 0, large ? most : 0), out Expression? known))
        {
            return known;
        }

        Expression magnitude = Build.Unary(UnaryOperator.Abs, x);
        var branches = ImmutableArray.CreateBuilder<CaseBranch>(2);
        if (small)
        {
            branches.Add(new CaseBranch(Build.Binary(BinaryOperator.Less, magnitude, Build.Number(least)), Build.Number(0)));
        }

        if (large)
        {
            branches.Add(new CaseBranch(Build.Binary(BinaryOperator.LessOrEqual, magnitude, Build.Number(most)), x));
        }

        Expression result = Define(
            x, "bounded", Build.Case(branches.ToImmutable(), large ? Literal.Missing(DataType.Double) : x));
        if (x is ValueReference of)
        {
            bounded.Add((of.Value, small ? least : 0, large ? most : 0), result);
        }

        return result;
    }

    private Expression WithinInteger(Expression operand, long most)
    {
        ValueRange range = ranges.Of(operand);
        if (range.Low > long.MinValue && range.Most <= most)
        {
            return operand;
        }

        Expression x = Named(operand);
        if (x is ValueReference reference && bounded.TryGetValue((reference.Value, 0, most), out Expression? known))
        {
            return known;
        }

        Expression within = Build.And(
            Build.Binary(BinaryOperator.GreaterOrEqual, x, Literal.Integer(-most)),
            Build.Binary(BinaryOperator.LessOrEqual, x, Literal.Integer(most)));
        Expression result = Define(x, "bounded", Build.If(within, x, Literal.Missing(DataType.Integer)));
        if (x is ValueReference of)
        {
            bounded.Add((of.Value, 0, most), result);
        }

        return result;
    }

    private Expression Named(Expression operand) =>
        operand is Literal or ValueReference ? operand : Define(null, "operand", operand);

    private ValueReference Define(Expression? of, string suffix, Expression expression)
    {
        string stem = of is ValueReference reference ? reference.Value.Name : owner;
        PlanValue value = newValue(string.Create(CultureInfo.InvariantCulture, $"{stem}_{suffix}"), expression.Type);
        string element = of is ValueReference named ? $"{Element}{named.Value.Name}" : $"Part of {owner}";
        Add(new ScalarDefinition(value, expression, new Origin(element, origin.Location)));
        return new ValueReference(value);
    }
}
