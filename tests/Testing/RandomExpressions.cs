using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Testing;

/// <summary>Random well-typed expressions over given values. The same seed gives the same expressions.</summary>
/// <param name="seed">The seed.</param>
/// <param name="forDatabases">Whether operations are left out that no database has: numbers and dates in printed forms.</param>
public sealed class RandomExpressions(int seed, bool forDatabases = false)
{
    private static readonly UnaryOperator[] DoubleOperators =
    [
        UnaryOperator.Negate, UnaryOperator.Abs, UnaryOperator.Floor, UnaryOperator.Ceiling, UnaryOperator.Exp, UnaryOperator.Ln,
        UnaryOperator.Log10, UnaryOperator.Sqrt, UnaryOperator.Sin, UnaryOperator.Cos, UnaryOperator.Tan, UnaryOperator.Asin,
        UnaryOperator.Acos, UnaryOperator.Atan, UnaryOperator.ToDouble, UnaryOperator.ToFloat32,
    ];

    private static readonly BinaryOperator[] Comparisons =
    [
        BinaryOperator.Equal, BinaryOperator.NotEqual, BinaryOperator.Less, BinaryOperator.LessOrEqual, BinaryOperator.Greater,
        BinaryOperator.GreaterOrEqual,
    ];

    private static readonly string[] Patterns = ["a", "^a+$", "[bc]", @"\s", "(a)(b)", "x|y", "", @"^\d+\.\d$"];
    private static readonly string[] ReplaceablePatterns = ["a", "^a+$", "[bc]", @"\s", "(a)(b)", "x|y", @"^\d+\.\d$"];
    private static readonly string[] NumberFormats = ["%d", "%5.2f", "%.0f", "%e", "%+08.1f", "[%-9d]", "100%% %.3e"];
    private static readonly string[] DateFormats = ["%Y-%m-%d", "%H:%M:%S", "%d %b %Y, %j", "%A %I %p %e %%"];

    private readonly Random random = new(seed);

    public List<PlanValue> Values { get; } = [];

    public static ImmutableArray<DataType> Types { get; } =
        [DataType.Double, DataType.Integer, DataType.String, DataType.Boolean, DataType.Date, DataType.Time, DataType.DateTime];

    public T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public int Next(int below) => random.Next(below);

    public Literal Constant(DataType type) => new(type, Pick([.. BoundaryValues.Of(type).Where(value => !forDatabases || IsHeld(value))]));

    // No database holds NUL or half of a surrogate pair in its texts.
    private static bool IsHeld(Scalar value) => !value.IsText || (value.Text != "\0" && value.Text != "\uD800");

    public Expression Next(DataType type, int depth)
    {
        if (depth == 0 || random.Next(8) == 0)
        {
            PlanValue[] values = [.. Values.Where(value => value.Type == type)];
            return values.Length > 0 && random.Next(4) > 0 ? new ValueReference(Pick(values)) : Constant(type);
        }

        depth--;
        return random.Next(10) switch
        {
            0 => Case(type, depth),
            1 => new NaryExpression(NaryOperator.Coalesce, Several(type, depth)),
            _ => type switch
            {
                DataType.Double => Double(depth),
                DataType.Integer => Integer(depth),
                DataType.String => Text(depth),
                DataType.Boolean => Boolean(depth),
                DataType.Date when random.Next(2) == 0 => new UnaryExpression(UnaryOperator.ToDate, Next(DataType.String, depth)),
                DataType.DateTime when random.Next(2) == 0 => new UnaryExpression(UnaryOperator.ToDateTime, Next(DataType.Integer, depth)),
                _ => Case(type, depth),
            },
        };
    }

    private CaseExpression Case(DataType type, int depth)
    {
        int count = 1 + (random.Next(6) == 0 ? random.Next(30) : random.Next(3));
        return new CaseExpression(
            [.. Enumerable.Range(0, count).Select(_ => new CaseBranch(Next(DataType.Boolean, depth), Next(type, depth)))],
            Next(type, depth));
    }

    private ImmutableArray<Expression> Several(DataType type, int depth)
    {
        int count = 1 + (random.Next(8) == 0 ? random.Next(60) : random.Next(4));
        return [.. Enumerable.Range(0, count).Select(_ => Next(type, Math.Min(depth, count > 4 ? 1 : depth)))];
    }

    private Expression Double(int depth) => random.Next(10) switch
    {
        < 4 => new UnaryExpression(Pick(DoubleOperators), Next(DataType.Double, depth)),
        < 7 => new BinaryExpression(
            Pick([BinaryOperator.Subtract, BinaryOperator.Multiply, BinaryOperator.Divide, BinaryOperator.Power]),
            Next(DataType.Double, depth),
            Next(DataType.Double, depth)),
        7 => new UnaryExpression(UnaryOperator.ToDouble, Next(Pick([DataType.Integer, DataType.Boolean]), depth)),
        _ => new NaryExpression(Pick([NaryOperator.Add, NaryOperator.Min, NaryOperator.Max]), Several(DataType.Double, depth)),
    };

    private Expression Integer(int depth) => random.Next(10) switch
    {
        < 2 => new UnaryExpression(Pick([UnaryOperator.Negate, UnaryOperator.Abs]), Next(DataType.Integer, depth)),
        < 4 => new UnaryExpression(
            UnaryOperator.ToInteger,
            Next(Pick([DataType.Double, DataType.Boolean, DataType.Date, DataType.Time, DataType.DateTime]), depth)),
        < 6 => new BinaryExpression(
            Pick([BinaryOperator.Subtract, BinaryOperator.Multiply, BinaryOperator.IntegerDivide]),
            Next(DataType.Integer, depth),
            Next(DataType.Integer, depth)),
        6 when random.Next(2) == 0 => new CallExpression(
            ScalarFunction.Occurrences, [Next(DataType.String, depth), Literal.String(Pick(["a", "aa", " ", "é", "😀"]))]),
        6 => new CallExpression(ScalarFunction.Length, [Next(DataType.String, depth)]),
        _ => new NaryExpression(Pick([NaryOperator.Add, NaryOperator.Min, NaryOperator.Max]), Several(DataType.Integer, depth)),
    };

    private Expression Text(int depth)
    {
        switch (random.Next(9))
        {
            case 3 or 4 when forDatabases:
                return new UnaryExpression(UnaryOperator.ToText, Next(DataType.Integer, depth));
            case 0:
                return new CallExpression(
                    Pick([ScalarFunction.Lower, ScalarFunction.Upper, ScalarFunction.Trim]), [Next(DataType.String, depth)]);
            case 1:
                return new CallExpression(
                    ScalarFunction.Substring,
                    [Next(DataType.String, depth), Literal.Integer(random.Next(4)), random.Next(2) == 0 ? Literal.Integer(random.Next(3)) : Next(DataType.Integer, depth)]);
            case 2:
                return new CallExpression(
                    ScalarFunction.ReplaceAll,
                    [
                        Next(DataType.String, depth),
                        Literal.String(Pick(forDatabases ? ReplaceablePatterns : Patterns)),
                        Literal.String(Pick(["", "-", "$0$0", "\"q\\"])),
                    ]);
            case 3:
                return new CallExpression(
                    ScalarFunction.FormatNumber,
                    [Next(Pick([DataType.Double, DataType.Integer]), depth), Literal.String(Pick(NumberFormats))]);
            case 4:
                return new CallExpression(
                    ScalarFunction.FormatDateTime,
                    [Next(Pick([DataType.Date, DataType.Time, DataType.DateTime]), depth), Literal.String(Pick(DateFormats))]);
            case 5:
                return new NaryExpression(NaryOperator.Concat, Several(DataType.String, Math.Min(depth, 1)));
            default:
                DataType[] types = [.. Types.Where(type => !forDatabases || type != DataType.Double)];
                return new UnaryExpression(UnaryOperator.ToText, Next(Pick(types), depth));
        }
    }

    private Expression Boolean(int depth)
    {
        switch (random.Next(9))
        {
            case 0:
                return new UnaryExpression(UnaryOperator.Not, Next(DataType.Boolean, depth));
            case 1:
                return new UnaryExpression(UnaryOperator.IsMissing, Next(Pick(Types), depth));
            case 2 or 3:
                return new NaryExpression(Pick([NaryOperator.And, NaryOperator.Or]), Several(DataType.Boolean, depth));
            case 4:
                DataType member = Pick([DataType.Double, DataType.Integer, DataType.String, DataType.Boolean]);
                ImmutableArray<Literal> values =
                [
                    .. Enumerable.Range(0, random.Next(20)).Select(_ => Constant(member)).Where(literal => !literal.IsMissing).Distinct(),
                ];
                return new InSetExpression(Next(member, depth), values);
            case 5:
                return new CallExpression(ScalarFunction.Matches, [Next(DataType.String, depth), Literal.String(Pick(Patterns))]);
            default:
                DataType type = Pick(Types);
                BinaryOperator comparison = type is DataType.String or DataType.Boolean
                    ? Pick([BinaryOperator.Equal, BinaryOperator.NotEqual])
                    : Pick(Comparisons);
                return new BinaryExpression(comparison, Next(type, depth), Next(type, depth));
        }
    }
}
