using System.Globalization;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Ranges;

namespace MlOps.Codegen.CSharp.Lanes;

/// <summary>
/// Writes expressions over doubles as formulas over <c>TLanes</c>, several rows at once: choices become selections, conditions masks.
/// Each formula does to a number what <see cref="ExpressionWriter"/>'s code does, in the same order.
/// </summary>
/// <param name="text">Where statements go.</param>
/// <param name="names">The method's identifiers.</param>
/// <param name="load">How a value that the method has not computed is read.</param>
/// <param name="isFloat32">Whether a value is read from a column of binary32 numbers.</param>
/// <param name="ranges">What is known of the plan's numbers; what is defined here is added.</param>
internal sealed class LaneWriter(
    SourceText text, Identifiers names, Func<PlanValue, string> load, Func<PlanValue, bool> isFloat32, ValueRanges ranges)
{
    private const int LongestFormula = 160;
    private const int LongestSet = 64;

    private readonly Dictionary<PlanValue, string> locals = [];
    private readonly Dictionary<double, string> held = [];
    private int temporaries;

    /// <summary>What is written before the loop: numbers that stay in registers.</summary>
    public IEnumerable<string> Held => held.Select(pair => $"TLanes {pair.Value} = TLanes.Create(BatchRoom.Held({Literals.Double(pair.Key)}));");

    /// <summary>Whether an expression can be written.</summary>
    /// <param name="expression">The expression.</param>
    public static bool Takes(Expression expression) => expression switch
    {
        Literal or ValueReference => expression.Type == DataType.Double,
        UnaryExpression unary => unary.Operand.Type == DataType.Double && Takes(unary.Operand) && unary.Operator
            is UnaryOperator.Negate or UnaryOperator.Abs or UnaryOperator.Floor or UnaryOperator.Ceiling or UnaryOperator.Exp
            or UnaryOperator.Ln or UnaryOperator.Log10 or UnaryOperator.Sqrt or UnaryOperator.ToDouble or UnaryOperator.ToFloat32,
        BinaryExpression binary => Takes(binary.Left) && Takes(binary.Right) && binary.Operator
            is BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Power,
        NaryExpression nary => nary.Operands.All(Takes) && nary.Operator
            is NaryOperator.Add or NaryOperator.Min or NaryOperator.Max or NaryOperator.Coalesce,
        CaseExpression @case => expression.Type == DataType.Double && Takes(@case.Else) && @case.Branches.All(branch => TakesCondition(branch.Condition) && Takes(branch.Value)),
        _ => false,
    };

    /// <summary>A local variable that holds a value.</summary>
    /// <param name="value">The value.</param>
    public string Local(PlanValue value)
    {
        if (!locals.TryGetValue(value, out string? local))
        {
            local = Declare(value);
            text.Line($"TLanes {local} = {load(value)};");
        }

        return local;
    }

    /// <summary>Writes what computes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="expression">What it is.</param>
    public void Define(PlanValue value, Expression expression)
    {
        string formula = Value(expression);
        text.Line($"TLanes {Declare(value)} = {formula};");
        ranges.Define(new ScalarDefinition(value, expression, Origin.None));
    }

    private static bool TakesCondition(Expression condition) => condition switch
    {
        Literal => true,
        UnaryExpression { Operator: UnaryOperator.Not } not => TakesCondition(not.Operand),
        UnaryExpression { Operator: UnaryOperator.IsMissing } test => Takes(test.Operand),
        BinaryExpression binary => Takes(binary.Left) && Takes(binary.Right),
        NaryExpression { Operator: NaryOperator.And or NaryOperator.Or } nary => nary.Operands.All(TakesCondition),
        InSetExpression inSet => inSet.Values.Length is > 0 and <= LongestSet && Takes(inSet.Operand),
        _ => false,
    };

    private static string Number(double value) => $"TLanes.Create({Literals.Double(value)})";

    // A number that is used in every line.
    private string Hold(double value)
    {
        if (!held.TryGetValue(value, out string? local))
        {
            local = names.Declare("least", "least");
            held.Add(value, local);
        }

        return local;
    }

    private string Declare(PlanValue value)
    {
        string clean = Identifiers.Clean(value.Name, "value");
        string local = names.Declare(ReservedNames.IsPart(clean) ? "value" : clean, "value");
        locals.Add(value, local);
        return local;
    }

    private string Value(Expression expression)
    {
        string formula = expression switch
        {
            Literal literal => Number(literal.IsMissing ? double.NaN : literal.Value.Double),
            ValueReference reference => Local(reference.Value),
            UnaryExpression unary => Unary(unary),
            BinaryExpression binary => Binary(binary),
            NaryExpression nary => Nary(nary),
            CaseExpression @case => BoundedOperand.Of(@case) is { } bounded ? Bound(bounded) : Case(@case),
            _ => throw new InvalidOperationException($"no lanes for {expression.GetType().Name}"),
        };
        return Limit(formula);
    }

    private string Limit(string formula)
    {
        if (formula.Length <= LongestFormula)
        {
            return formula;
        }

        string part = names.Declare(string.Create(CultureInfo.InvariantCulture, $"part{++temporaries}"), "part");
        text.Line($"TLanes {part} = {formula};");
        return part;
    }

    private string Unary(UnaryExpression unary)
    {
        string operand = Value(unary.Operand);
        return unary.Operator switch
        {
            UnaryOperator.Negate => $"(-{operand})",
            UnaryOperator.ToDouble => operand,
            UnaryOperator.ToFloat32 when unary.Operand is ValueReference reference && isFloat32(reference.Value) => operand,
            UnaryOperator.Abs or UnaryOperator.Floor or UnaryOperator.Ceiling or UnaryOperator.Exp or UnaryOperator.Ln
                or UnaryOperator.Sqrt or UnaryOperator.ToFloat32 => $"TLanes.{unary.Operator}({operand})",
            UnaryOperator.Log10 => $"EachLane.Log10({operand})",
            _ => throw new InvalidOperationException($"no lanes for {unary.Operator}"),
        };
    }

    private string Binary(BinaryExpression binary)
    {
        string left = Value(binary.Left);
        string right = Value(binary.Right);
        switch (binary.Operator)
        {
            case BinaryOperator.Subtract:
                return $"({left} - {right})";
            case BinaryOperator.Multiply:
                return $"({left} * {right})";
            case BinaryOperator.Divide when !ranges.Of(binary.Right).MayBeZero:
                return $"({left} / {right})";
            case BinaryOperator.Divide:
                return $"TLanes.Divide({left}, {right})";
            case BinaryOperator.Power:
                return $"EachLane.Power({left}, {right})";
            default:
                throw new InvalidOperationException($"no lanes for {binary.Operator}");
        }
    }

    private string Nary(NaryExpression nary)
    {
        if (nary.Operator is NaryOperator.Min or NaryOperator.Max && Limited(nary) is { } limited)
        {
            return limited;
        }

        if (nary.Operator == NaryOperator.Add && nary.Operands.Select(BoundedTerm.Of).FirstOrDefault(term => term is not null) is { } term)
        {
            return BoundedSum(nary, term.Operand);
        }

        string result = Value(nary.Operands[0]);
        foreach (Expression operand in nary.Operands.Skip(1))
        {
            string next = Value(operand);
            if (nary.Operator == NaryOperator.Coalesce)
            {
                result = Name(result);
            }

            result = Limit(nary.Operator switch
            {
                NaryOperator.Add => $"({result} + {next})",
                NaryOperator.Min or NaryOperator.Max => $"TLanes.{nary.Operator}({result}, {next})",
                NaryOperator.Coalesce => $"TLanes.Select(TLanes.AreEqual({result}, {result}), {result}, {next})",
                _ => throw new InvalidOperationException($"no lanes for {nary.Operator}"),
            });
        }

        return result;
    }

    // Numbers that are too large make the whole sum missing: they are looked for once, at its end.
    private string BoundedSum(NaryExpression sum, BoundedOperand bound)
    {
        string? result = null;
        string farthest = Number(0);
        foreach (Expression operand in sum.Operands)
        {
            string next;
            if (BoundedTerm.Of(operand) is { } term && (term.Operand.Least, term.Operand.Most) == (bound.Least, bound.Most))
            {
                string value = Value(term.Operand.Operand);
                next = $"TLanes.ScaleBounded({value}, {Number(term.Factor)}, {Hold(bound.Least)})";
                farthest = Limit($"TLanes.Farther({farthest}, {value})");
            }
            else
            {
                next = Value(operand);
            }

            result = result is null ? next : Limit($"({result} + {next})");
        }

        return $"TLanes.Within({result}, {farthest}, {Number(bound.Most)})";
    }

    // A limit that is a number, as layers of networks have it.
    private string? Limited(NaryExpression nary)
    {
        string method = nary.Operator == NaryOperator.Max ? "AtLeast" : "AtMost";
        return nary.Operands switch
        {
            [Literal { IsMissing: false } limit, var operand] => $"TLanes.{method}({Value(operand)}, {Value(limit)})",
            [var operand, Literal { IsMissing: false } limit] => $"TLanes.{method}({Value(operand)}, {Value(limit)})",
            _ => null,
        };
    }

    // Most bounds of binary32 numbers have no lower part.
    private string Bound(BoundedOperand bounded)
    {
        string least = bounded.Least == 0 ? "" : $"{Number(bounded.Least)}, ";
        return $"TLanes.Bound({Value(bounded.Operand)}, {least}{Number(bounded.Most)})";
    }

    private string Case(CaseExpression @case)
    {
        string result = Value(@case.Else);
        foreach (CaseBranch branch in @case.Branches.Reverse())
        {
            string condition = Mask(branch.Condition, wanted: true);
            result = Limit($"TLanes.Select({condition}, {Value(branch.Value)}, {result})");
        }

        return result;
    }

    // What is written more than once is computed once.
    private string Name(string formula)
    {
        if (!formula.Contains('(', StringComparison.Ordinal))
        {
            return formula;
        }

        string part = names.Declare(string.Create(CultureInfo.InvariantCulture, $"part{++temporaries}"), "part");
        text.Line($"TLanes {part} = {formula};");
        return part;
    }

    // Where a condition is true, or where it is false; both are clear where it is missing.
    private string Mask(Expression condition, bool wanted)
    {
        switch (condition)
        {
            case Literal literal:
                bool isSet = !literal.IsMissing && literal.Value.Boolean == wanted;
                return $"TLanes.AreEqual({Number(0)}, {Number(isSet ? 0 : 1)})";
            case UnaryExpression { Operator: UnaryOperator.Not } not:
                return Mask(not.Operand, !wanted);
            case UnaryExpression { Operator: UnaryOperator.IsMissing } test:
                string tested = Name(Value(test.Operand));
                return $"{(wanted ? "~" : "")}TLanes.AreEqual({tested}, {tested})";
            case BinaryExpression binary:
                return Comparison(binary, wanted);
            case NaryExpression nary:
                string sign = (nary.Operator == NaryOperator.And) == wanted ? " & " : " | ";
                return Limit($"({string.Join(sign, nary.Operands.Select(operand => Mask(operand, wanted)))})");
            case InSetExpression inSet:
                string member = Name(Value(inSet.Operand));
                string any = Limit($"({string.Join(" | ", inSet.Values.Select(value => $"TLanes.AreEqual({member}, {Number(value.Value.Double)})"))})");
                return wanted ? any : $"(TLanes.AreEqual({member}, {member}) & ~{any})";
            default:
                throw new InvalidOperationException($"no mask for {condition.GetType().Name}");
        }
    }

    private string Comparison(BinaryExpression binary, bool wanted)
    {
        string left = Value(binary.Left);
        string right = Value(binary.Right);
        bool isTwice = binary.Operator is BinaryOperator.Equal or BinaryOperator.NotEqual;
        (left, right) = isTwice ? (Name(left), Name(right)) : (left, right);
        if (left == right)
        {
            // The C# compiler warns of a comparison of something with itself.
            left = Name(left);
            bool isTrue = binary.Operator is BinaryOperator.Equal or BinaryOperator.LessOrEqual or BinaryOperator.GreaterOrEqual;
            string present = $"TLanes.AreEqual({left}, {left})";
            return isTrue == wanted ? present : $"({present} & ~{present})";
        }

        return (binary.Operator, wanted) switch
        {
            (BinaryOperator.Equal, true) or (BinaryOperator.NotEqual, false) => $"TLanes.AreEqual({left}, {right})",
            (BinaryOperator.Equal, false) or (BinaryOperator.NotEqual, true) => $"(({left} < {right}) | ({left} > {right}))",
            (BinaryOperator.Less, true) or (BinaryOperator.GreaterOrEqual, false) => $"({left} < {right})",
            (BinaryOperator.LessOrEqual, true) or (BinaryOperator.Greater, false) => $"({left} <= {right})",
            (BinaryOperator.Greater, true) or (BinaryOperator.LessOrEqual, false) => $"({left} > {right})",
            (BinaryOperator.GreaterOrEqual, true) or (BinaryOperator.Less, false) => $"({left} >= {right})",
            _ => throw new InvalidOperationException($"{binary.Operator} is not a comparison"),
        };
    }

    // A number times an operand of arithmetic that is bounded on both sides.
    private sealed record BoundedTerm(double Factor, BoundedOperand Operand)
    {
        public static BoundedTerm? Of(Expression expression) =>
            expression is BinaryExpression { Operator: BinaryOperator.Multiply, Left: Literal { IsMissing: false } factor } product
            && BoundedOperand.Of(product.Right) is { Least: > 0, Most: < double.PositiveInfinity } bounded
                ? new BoundedTerm(factor.Value.Double, bounded)
                : null;
    }
}
