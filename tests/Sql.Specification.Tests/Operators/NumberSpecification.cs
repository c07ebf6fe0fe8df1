using System.Globalization;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Sql.Specification.Operators;

/// <summary>Operations of numbers, on the values on which engines are known to disagree.</summary>
public abstract class NumberSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    private static readonly UnaryOperator[] DoubleOperators =
    [
        UnaryOperator.Negate, UnaryOperator.Abs, UnaryOperator.Floor, UnaryOperator.Ceiling, UnaryOperator.Exp, UnaryOperator.Ln,
        UnaryOperator.Log10, UnaryOperator.Sqrt, UnaryOperator.Sin, UnaryOperator.Cos, UnaryOperator.Tan, UnaryOperator.Asin,
        UnaryOperator.Acos, UnaryOperator.Atan, UnaryOperator.ToDouble, UnaryOperator.ToInteger, UnaryOperator.ToFloat32,
        UnaryOperator.IsMissing,
    ];

    private static readonly BinaryOperator[] DoubleArithmetic =
        [BinaryOperator.Subtract, BinaryOperator.Multiply, BinaryOperator.Divide, BinaryOperator.Power];

    private static readonly BinaryOperator[] IntegerArithmetic =
        [BinaryOperator.Subtract, BinaryOperator.Multiply, BinaryOperator.IntegerDivide];

    private static readonly BinaryOperator[] Comparisons =
    [
        BinaryOperator.Equal, BinaryOperator.NotEqual, BinaryOperator.Less, BinaryOperator.LessOrEqual, BinaryOperator.Greater,
        BinaryOperator.GreaterOrEqual,
    ];

    [SkippableFact]
    public void Functions_of_one_double()
    {
        var experiment = new Experiment(DataType.Double);
        foreach (UnaryOperator @operator in DoubleOperators)
        {
            experiment.Add($"{@operator}", x => new UnaryExpression(@operator, x[0]));

            // The operand of an operand is no column; and what is missing must be missing for those that ask.
            experiment.Add($"{@operator} of a half", x => new UnaryExpression(@operator, Build.Multiply(x[0], Build.Number(0.5))));
            experiment.Add($"{@operator} or 7", x => @operator is UnaryOperator.ToInteger or UnaryOperator.IsMissing
                ? Build.IsMissing(new UnaryExpression(@operator, x[0]))
                : Build.Coalesce(new UnaryExpression(@operator, x[0]), Build.Number(7)));
        }

        Assert.Empty(experiment.Run(fixture));
    }

    [SkippableFact]
    public void Operations_on_two_doubles()
    {
        var experiment = new Experiment(DataType.Double, DataType.Double);
        foreach (BinaryOperator @operator in DoubleArithmetic)
        {
            experiment.Add($"{@operator}", x => new BinaryExpression(@operator, x[0], x[1]));
            experiment.Add($"{@operator} is missing", x => Build.IsMissing(new BinaryExpression(@operator, x[0], x[1])));
            experiment.Add($"{@operator} < 1", x => Build.Binary(BinaryOperator.Less, new BinaryExpression(@operator, x[0], x[1]), Build.Number(1)));
        }

        foreach (BinaryOperator @operator in Comparisons)
        {
            experiment.Add($"{@operator}", x => new BinaryExpression(@operator, x[0], x[1]));
        }

        foreach (NaryOperator @operator in (NaryOperator[])[NaryOperator.Add, NaryOperator.Min, NaryOperator.Max, NaryOperator.Coalesce])
        {
            experiment.Add($"{@operator}", x => Build.Nary(@operator, x[0], x[1]));
            experiment.Add($"{@operator} of one", x => new NaryExpression(@operator, [x[0]]));
            experiment.Add($"{@operator} with constants", x => Build.Nary(@operator, Build.Number(-2.5), x[0], Build.Number(1e300), x[1]));
        }

        experiment.Add("x·y − x/y", x => Build.Subtract(Build.Multiply(x[0], x[1]), Build.Divide(x[0], x[1])));
        experiment.Add("x·y·y·x·y", x => Build.Multiply(Build.Multiply(Build.Multiply(Build.Multiply(x[0], x[1]), x[1]), x[0]), x[1]));
        experiment.Add("x − (y − x)", x => Build.Subtract(x[0], Build.Subtract(x[1], x[0])));
        experiment.Add("−(−x)", x => Build.Unary(UnaryOperator.Negate, Build.Unary(UnaryOperator.Negate, x[0])));
        experiment.Add("logistic", x => Build.Divide(
            Build.Number(1), Build.Add(Build.Number(1), Build.Unary(UnaryOperator.Exp, Build.Unary(UnaryOperator.Negate, Build.Add(x[0], x[1]))))));
        experiment.Add("softmax", x => Build.Divide(
            Build.Unary(UnaryOperator.Exp, x[0]), Build.Add(Build.Unary(UnaryOperator.Exp, x[0]), Build.Unary(UnaryOperator.Exp, x[1]))));
        foreach (double exponent in (double[])[0, 1, 2, 3, 10, -1, -2, 0.5, -0.5, 1.0 / 3, 400])
        {
            experiment.Add(Invariant($"x^{exponent}"), x => Build.Binary(BinaryOperator.Power, x[0], Build.Number(exponent)));
            experiment.Add(Invariant($"{exponent}^x"), x => Build.Binary(BinaryOperator.Power, Build.Number(exponent), x[0]));
        }

        foreach (double factor in ((double[])[0, -1, 0.1, 1e-300, 1e300, 5e-324, double.MaxValue]).Where(number => Experiment.CanHold(fixture, Scalar.FromDouble(number))))
        {
            experiment.Add(Invariant($"{factor}·x"), x => Build.Binary(BinaryOperator.Multiply, Build.Number(factor), x[0]));
            experiment.Add(Invariant($"x/{factor}"), x => Build.Binary(BinaryOperator.Divide, x[0], Build.Number(factor)));
            experiment.Add(Invariant($"{factor}/x"), x => Build.Binary(BinaryOperator.Divide, Build.Number(factor), x[0]));
        }

        Assert.Empty(experiment.Run(fixture));
    }

    [SkippableFact]
    public void Operations_on_integers()
    {
        var experiment = new Experiment(DataType.Integer, DataType.Integer);
        foreach (BinaryOperator @operator in IntegerArithmetic)
        {
            experiment.Add($"{@operator}", x => new BinaryExpression(@operator, x[0], x[1]));
            experiment.Add($"{@operator} with 7", x => new BinaryExpression(@operator, x[0], Literal.Integer(7)));
            experiment.Add($"{@operator} of 7", x => new BinaryExpression(@operator, Literal.Integer(7), x[0]));
        }

        foreach (BinaryOperator @operator in Comparisons)
        {
            experiment.Add($"{@operator}", x => new BinaryExpression(@operator, x[0], x[1]));
        }

        foreach (UnaryOperator @operator in (UnaryOperator[])[UnaryOperator.Negate, UnaryOperator.Abs, UnaryOperator.ToDouble, UnaryOperator.ToText, UnaryOperator.ToInteger])
        {
            experiment.Add($"{@operator}", x => new UnaryExpression(@operator, x[0]));
        }

        foreach (NaryOperator @operator in (NaryOperator[])[NaryOperator.Add, NaryOperator.Min, NaryOperator.Max, NaryOperator.Coalesce])
        {
            experiment.Add($"{@operator}", x => Build.Nary(@operator, x[0], x[1]));
            experiment.Add($"{@operator} with constants", x => Build.Nary(@operator, Literal.Integer(2_000_000_000), x[0], Literal.Integer(-5)));
        }

        experiment.Add("beyond 32 bits", x => Build.Add(
            Build.If(Build.IsMissing(x[0]), Literal.Integer(2_000_000_000), Literal.Integer(2_000_000_001)), Literal.Integer(2_000_000_000)));
        experiment.Add("x·y·x", x => Build.Binary(BinaryOperator.Multiply, Build.Binary(BinaryOperator.Multiply, x[0], x[1]), x[0]));
        experiment.Add("constants in a choice", x => Build.If(Build.IsMissing(x[0]), Literal.Integer(1), Literal.Integer(2)));
        Assert.Empty(experiment.Run(fixture));
    }

    // An engine may compute operations on constants before it reads a row, whatever guards them.
    [SkippableFact]
    public void Operations_on_constants()
    {
        var experiment = new Experiment(DataType.Boolean);
        foreach (Scalar value in BoundaryValues.Of(DataType.Double))
        {
            var literal = new Literal(DataType.Double, value);
            foreach (UnaryOperator @operator in DoubleOperators)
            {
                experiment.Add($"{@operator}({value})", x => Build.If(
                    x[0], new UnaryExpression(@operator, literal), Literal.Missing(new UnaryExpression(@operator, literal).Type)));
            }

            foreach (BinaryOperator @operator in DoubleArithmetic)
            {
                experiment.Add($"{@operator}({value}, 3)", x => Build.If(
                    x[0], new BinaryExpression(@operator, literal, Build.Number(3)), Build.Number(0)));
                experiment.Add($"{@operator}(−0.5, {value})", x => Build.If(
                    x[0], new BinaryExpression(@operator, Build.Number(-0.5), literal), Build.Number(0)));
            }
        }

        foreach (Scalar value in BoundaryValues.Of(DataType.Integer))
        {
            foreach (BinaryOperator @operator in IntegerArithmetic)
            {
                experiment.Add($"{@operator}({value}, 3)", x => Build.If(
                    x[0], new BinaryExpression(@operator, new Literal(DataType.Integer, value), Literal.Integer(3)), Literal.Integer(0)));
            }
        }

        string[] unheld = [.. BoundaryValues.Of(DataType.Double).Where(value => !Experiment.CanHold(fixture, value)).Select(value => $"{value}")];
        Assert.All(
            experiment.Run(fixture),
            refused => Assert.Contains(unheld, value => refused.Contains(value, StringComparison.Ordinal)));
    }

    [SkippableFact]
    public void Sets_and_choices_of_numbers()
    {
        var experiment = new Experiment(DataType.Double, DataType.Integer);
        experiment.Add("of no member", x => new InSetExpression(x[0], []));
        experiment.Add("not of no member", x => Build.Not(new InSetExpression(x[1], [])));
        experiment.Add("in doubles", x => Build.InSet(x[0], [Literal.Double(1), Literal.Double(-0.5), Literal.Double(1e300), Literal.Double(16777217)]));
        experiment.Add("in integers", x => Build.InSet(x[1], [Literal.Integer(1), Literal.Integer(long.MinValue), Literal.Integer(long.MaxValue)]));
        experiment.Add("by value", x => Build.Case(
            [new CaseBranch(Build.Equal(x[1], Literal.Integer(1)), Build.Number(0.1)), new CaseBranch(Build.Equal(x[1], Literal.Integer(2)), Build.Number(0.2))],
            Build.Number(0.3)));
        experiment.Add("without another", x => Build.Case(
            [new CaseBranch(Build.Binary(BinaryOperator.Less, x[0], Build.Number(0)), Literal.Integer(1))], Literal.Missing(DataType.Integer)));
        experiment.Add("of nothing", x => Build.Case(
            [new CaseBranch(Build.Binary(BinaryOperator.Less, x[0], Build.Number(0)), Literal.Missing(DataType.Double))], Literal.Missing(DataType.Double)));
        experiment.Add("between", x => Build.And(
            Build.Binary(BinaryOperator.GreaterOrEqual, x[0], Build.Number(-1)), Build.Binary(BinaryOperator.LessOrEqual, x[0], Build.Number(2))));
        experiment.Add("not between", x => Build.Not(Build.And(
            Build.Binary(BinaryOperator.GreaterOrEqual, x[1], Literal.Integer(-1)), Build.Binary(BinaryOperator.LessOrEqual, x[1], Literal.Integer(2)))));
        experiment.Add("many branches", x => Build.Case(
            [.. Enumerable.Range(0, 300).Select(i => new CaseBranch(Build.Binary(BinaryOperator.LessOrEqual, x[0], Build.Number(i - 150.5)), Literal.Integer(i)))],
            Literal.Integer(-1)));
        experiment.Add("deep", x => Enumerable.Range(0, 20).Aggregate(
            Build.Unary(UnaryOperator.ToDouble, x[1]),
            (inner, i) => Build.If(Build.Binary(BinaryOperator.Greater, x[0], Build.Number(-i)), inner, Build.Number(i))));
        experiment.Add("long sum", x => Build.Nary(NaryOperator.Add, [.. Enumerable.Range(0, 1_000).Select(i => i % 2 == 0 ? Build.Number(i * 0.1) : x[0])]));
        experiment.Add("long disjunction", x => Build.Or([.. Enumerable.Range(0, 2_000).Select(i => Build.Binary(BinaryOperator.Equal, x[0], Build.Number(i)))]));
        experiment.Add("long maximum", x => Build.Nary(NaryOperator.Max, [.. Enumerable.Range(0, 300).Select(i => i == 77 ? x[0] : Build.Number(-i))]));
        experiment.Add("long choice", x => Build.Nary(NaryOperator.Coalesce, [.. Enumerable.Range(0, 300).Select(i => i == 250 ? Build.Number(4) : x[0])]));
        Assert.Empty(experiment.Run(fixture));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
