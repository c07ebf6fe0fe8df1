using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.CSharp.Tests;

/// <summary>Each operation, alone, on every pair of boundary values: what random plans only meet by luck.</summary>
public class OperatorTests
{
    private static readonly DataType[] Ordered = [DataType.Double, DataType.Integer, DataType.Date, DataType.Time, DataType.DateTime];
    private static readonly DataType[] Comparable = [.. Ordered, DataType.String, DataType.Boolean];

    [Fact]
    public void Operations_on_one_operand_mean_what_the_reference_says()
    {
        (UnaryOperator Operator, DataType[] Types)[] operations =
        [
            .. Enum.GetValues<UnaryOperator>().Select(@operator => (@operator, @operator switch
            {
                UnaryOperator.Not => [DataType.Boolean],
                UnaryOperator.Negate or UnaryOperator.Abs => [DataType.Double, DataType.Integer],
                UnaryOperator.IsMissing or UnaryOperator.ToText => RandomExpressions.Types.ToArray(),
                UnaryOperator.ToDouble => [DataType.Double, DataType.Integer, DataType.Boolean],
                UnaryOperator.ToInteger =>
                    [DataType.Double, DataType.Integer, DataType.Boolean, DataType.Date, DataType.Time, DataType.DateTime],
                UnaryOperator.ToDate => [DataType.String],
                _ => new[] { DataType.Double },
            })),
        ];
        foreach (DataType type in RandomExpressions.Types)
        {
            AssertSame(type, (x, _) => operations
                .Where(operation => operation.Types.Contains(type))
                .Select(operation => Build.Unary(operation.Operator, x)));
        }
    }

    [Fact]
    public void Operations_on_two_operands_mean_what_the_reference_says()
    {
        foreach (DataType type in RandomExpressions.Types)
        {
            IEnumerable<BinaryOperator> operators = Enum.GetValues<BinaryOperator>().Where(@operator => @operator switch
            {
                BinaryOperator.Subtract or BinaryOperator.Multiply => type is DataType.Double or DataType.Integer,
                BinaryOperator.Divide or BinaryOperator.Power => type == DataType.Double,
                BinaryOperator.IntegerDivide => type == DataType.Integer,
                BinaryOperator.Equal or BinaryOperator.NotEqual => Comparable.Contains(type),
                _ => Ordered.Contains(type),
            });
            AssertSame(type, (x, y) => operators.SelectMany(@operator => new[] { Build.Binary(@operator, x, y), Decided(Build.Binary(@operator, x, y)) }));
        }
    }

    [Fact]
    public void Operations_on_lists_mean_what_the_reference_says()
    {
        foreach (DataType type in RandomExpressions.Types)
        {
            IEnumerable<NaryOperator> operators = Enum.GetValues<NaryOperator>().Where(@operator => @operator switch
            {
                NaryOperator.And or NaryOperator.Or => type == DataType.Boolean,
                NaryOperator.Add or NaryOperator.Min or NaryOperator.Max => type is DataType.Double or DataType.Integer,
                NaryOperator.Concat => type == DataType.String,
                _ => true,
            });
            AssertSame(type, (x, y) => operators.SelectMany(@operator => new Expression[]
            {
                new NaryExpression(@operator, [x]),
                new NaryExpression(@operator, [x, y]),
                new NaryExpression(@operator, [y, x, x, y]),
                new NaryExpression(@operator, [.. Enumerable.Repeat(x, 60), y]),
            }));
        }
    }

    [Fact]
    public void Sets_mean_what_the_reference_says()
    {
        foreach (DataType type in (DataType[])[DataType.Double, DataType.Integer, DataType.String, DataType.Boolean])
        {
            ImmutableArray<Literal> present =
                [.. BoundaryValues.Of(type).Where(value => !value.IsMissing).Distinct().Select(value => new Literal(type, value))];
            AssertSame(type, (x, _) => Enumerable.Range(0, present.Length + 1).SelectMany(count => new[]
            {
                new InSetExpression(x, present[..count]),
                Decided(new InSetExpression(x, present[count..])),
                Build.Not(new InSetExpression(x, present[..count])),
            }));
        }
    }

    [Fact]
    public void Functions_of_texts_mean_what_the_reference_says()
    {
        string[] patterns = ["a", "", "^a", "[ab]+", @"\s", @"\.", "(a)(.)", @"x\]", "é|a", @"\$"];
        AssertSame(DataType.String, (x, y) =>
        [
            Build.Call(ScalarFunction.Lower, x),
            Build.Call(ScalarFunction.Upper, x),
            Build.Call(ScalarFunction.Trim, x),
            Build.Call(ScalarFunction.Length, x),
            .. new[] { "a", "aa", "é", "😀", " " }.Select(sought => Build.Call(ScalarFunction.Occurrences, x, Literal.String(sought))),
            .. new[] { ("a", "b"), ("ab", "ba"), ("aé", "x"), ("a ", "") }.Select(pair => Build.Call(ScalarFunction.Translate, x, Literal.String(pair.Item1), Literal.String(pair.Item2))),
            .. new[] { "Text", "OldText" }.Select(form => Build.Call(ScalarFunction.Hash, x, Literal.String(form), Literal.Integer(uint.MaxValue), Literal.Integer(31))),
            Build.Call(ScalarFunction.Hash, x, y, x, Literal.String("Text"), Literal.Integer(7), Literal.Integer(20)),
            Build.Call(ScalarFunction.ReadSingle, x),
            Build.Call(ScalarFunction.ReadSingle, Build.Nary(NaryOperator.Concat, Literal.String("1."), Build.Unary(UnaryOperator.ToText, Build.Call(ScalarFunction.Length, x)))),
            .. patterns.Select(pattern => Build.Call(ScalarFunction.Matches, x, Literal.String(pattern))),
            .. patterns.SelectMany(pattern => new[] { "", "b", "$0-", "$$" }.Select(replacement =>
                Build.Call(ScalarFunction.ReplaceAll, x, Literal.String(pattern), Literal.String(replacement)))),
            .. Enumerable.Range(0, 16).Select(i => Build.Call(ScalarFunction.Substring, x, Literal.Integer(i % 4), Literal.Integer((i / 4) - 1))),
            Build.Call(ScalarFunction.Substring, x, Literal.Integer(long.MaxValue), Literal.Integer(1)),
            Build.Call(ScalarFunction.Substring, x, Literal.Integer(1), Literal.Integer(long.MaxValue)),
            Build.Call(ScalarFunction.Substring, x, Literal.Integer(1), Build.Call(ScalarFunction.Length, y)),
        ]);
    }

    [Fact]
    public void Hashes_of_numbers_mean_what_the_reference_says()
    {
        AssertSame(DataType.Double, (x, y) =>
        [
            .. new[] { "Single", "Double", "OldSingle", "OldDouble" }.Select(form => Build.Call(ScalarFunction.Hash, x, Literal.String(form), Literal.Integer(7), Literal.Integer(16))),
            .. new[] { "Single", "Double" }.Select(form => Build.Call(ScalarFunction.Hash, x, y, Literal.String(form), Literal.Integer(7), Literal.Integer(16))),
        ]);
        AssertSame(DataType.Integer, (x, y) =>
        [
            .. new[] { "Integer", "OldInteger" }.Select(form => Build.Call(ScalarFunction.Hash, x, Literal.String(form), Literal.Integer(0), Literal.Integer(1))),
            Build.Call(ScalarFunction.Hash, x, y, Literal.String("Integer"), Literal.Integer(0), Literal.Integer(9)),
        ]);
    }

    [Fact]
    public void Formats_mean_what_the_reference_says()
    {
        string[] numbers = ["%d", "%5d", "%-5d|", "%05d", "%+d", "% d", "%.3d", "%f", "%.0f", "%8.2f", "%-+9.1f|", "%e", "%.0e", "%012.3e", "100%% %d"];
        foreach (DataType type in (DataType[])[DataType.Double, DataType.Integer])
        {
            AssertSame(type, (x, _) => numbers.Select(format => Build.Call(ScalarFunction.FormatNumber, x, Literal.String(format))));
        }

        string[] moments = ["%Y-%m-%d", "%y %e %j", "%H:%M:%S %I %p", "%a %A %b %B", "%D %F %T %%", "plain"];
        foreach (DataType type in (DataType[])[DataType.Date, DataType.Time, DataType.DateTime])
        {
            AssertSame(type, (x, _) => moments.Select(format => Build.Call(ScalarFunction.FormatDateTime, x, Literal.String(format))));
        }
    }

    // A condition goes other ways through the generator than a value.
    private static Expression Decided(Expression condition) => condition.Type == DataType.Boolean
        ? new CaseExpression(
            [new CaseBranch(condition, Literal.Integer(1)), new CaseBranch(Build.Not(condition), Literal.Integer(0))], Literal.Missing(DataType.Integer))
        : condition;

    private static void AssertSame(DataType type, Func<Expression, Expression, IEnumerable<Expression>> expressions)
    {
        var builder = new PlanBuilder();
        PlanValue x = builder.AddInput(new FieldSchema("x", type), Origin.None);
        PlanValue y = builder.AddInput(new FieldSchema("y", type), Origin.None);
        foreach (Expression expression in expressions(Build.Ref(x), Build.Ref(y)))
        {
            PlanValue value = builder.DefineValue("v", expression, Origin.None);
            builder.AddOutput(new FieldSchema($"{PlanText.Of(expression)} {value.Name}", expression.Type), Build.Ref(value), Origin.None);
        }

        if (builder.Outputs.Count > 0)
        {
            ImmutableArray<Scalar> values = BoundaryValues.Of(type);
            Comparison.AssertSame(builder.Build(type.ToString()), values.SelectMany(left => values.Select(right => new[] { left, right })));
        }
    }
}
