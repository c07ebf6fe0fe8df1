using System.Collections.Immutable;
using MlOps.Codegen.CSharp.Classes;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Lanes;

/// <summary>
/// A plan in which every value is a double, so that vectors hold several rows of it: a text is the number of its place among the texts that the
/// plan names, a boolean 1 or 0, an integer itself. Missing stays NaN.
/// </summary>
/// <remarks>
/// A text of an input that the plan does not name is −1: it equals none of them, and no result shows it. An integer of an input is rounded to a
/// double, and compared only with whole numbers so small that rounding moves nothing across them.
/// </remarks>
internal sealed class LaneCodes
{
    /// <summary>The code of a text that the plan does not name.</summary>
    public const double Unlisted = -1;

    // Whole numbers below are doubles, all of them, and so are their neighbours.
    private const long MostInteger = 1L << 52;

    // Tables have a place for each whole number up to the largest that is looked up.
    private const long MostKey = 1 << 14;

    private readonly Dictionary<KernelDefinition, KernelDefinition> originals = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PlanValue, PlanValue> codes = [];
    private readonly HashSet<PlanValue> open = [];
    private readonly HashSet<PlanValue> rounded = [];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly IReadOnlySet<PlanValue> singles;
    private bool fits = true;

    private LaneCodes(ScoringPlan plan, IReadOnlySet<PlanValue> singles)
    {
        Names = new PlanNames(plan);
        this.singles = singles;
    }

    /// <summary>The names that are taken.</summary>
    public PlanNames Names { get; }

    /// <summary>The texts that the plan names, in the order of their codes.</summary>
    public ImmutableArray<string> Texts { get; private set; } = [];

    /// <summary>Per input the double that stands for it: the input itself where it is one.</summary>
    public ImmutableArray<PlanValue> Inputs { get; private set; } = [];

    /// <summary>The definitions that the results need.</summary>
    public ImmutableArray<Definition> Definitions { get; private set; } = [];

    /// <summary>Per output the double that stands for it.</summary>
    public ImmutableArray<PlanValue> Outputs { get; private set; } = [];

    /// <summary>The code of a text that the plan names, or <see cref="Unlisted"/>.</summary>
    /// <param name="text">The text.</param>
    public int Place(string text) => places.TryGetValue(text, out int place) ? place : (int)Unlisted;

    /// <summary>Whether an input's column is of binary32 numbers.</summary>
    /// <param name="input">The input.</param>
    public bool IsSingle(PlanValue input) => singles.Contains(input);

    /// <summary>The ensemble or layer of the plan that a coded one stands for.</summary>
    /// <param name="coded">The coded one.</param>
    public KernelDefinition Original(KernelDefinition coded) => originals[coded];

    /// <summary>The double that stands for a value.</summary>
    /// <param name="value">The value.</param>
    public PlanValue Code(PlanValue value) => codes.GetValueOrDefault(value, value);

    /// <summary>The table from codes to places in a list of values.</summary>
    /// <param name="type">The values' type.</param>
    /// <param name="listed">The values, all of which have codes.</param>
    /// <returns>What stands for a code without a value, −1, then the place of 0, 1, 2, …</returns>
    public double[] Numbers(DataType type, IReadOnlyList<Scalar> listed)
    {
        int[] ofListed = [.. listed.Select(value => (int)CodeOf(new Literal(type, value)).Value.Double)];
        double[] table = new double[1 + (ofListed.Length == 0 ? 0 : ofListed.Max() + 1)];
        Array.Fill(table, Unlisted);
        for (int i = 0; i < ofListed.Length; i++)
        {
            table[1 + ofListed[i]] = i;
        }

        return table;
    }

    /// <summary>Codes a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="used">What its outputs need.</param>
    /// <param name="singles">The inputs whose columns are of binary32 numbers: rounded to binary32 they are what they were.</param>
    /// <returns>The coded plan; null where it does something with texts, integers or dates that doubles do not show.</returns>
    public static LaneCodes? Create(ScoringPlan plan, IReadOnlySet<PlanValue> used, IReadOnlySet<PlanValue> singles)
    {
        var result = new LaneCodes(plan, singles);
        result.Inputs = [.. plan.Inputs.Select(input => result.CodeInput(input.Value))];
        result.Definitions = [.. plan.Definitions.Where(definition => definition.Values.Any(used.Contains) && !result.IsSingle(definition)).Select(result.Code)];
        result.Outputs = [.. plan.Outputs.Select(output => result.CodeOutput(output.Value))];
        result.Texts = [.. result.places.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
        return result.fits ? result : null;
    }

    // Definitions are seen in order: whoever refers to the rounded input comes later.
    private bool IsSingle(Definition definition)
    {
        if (definition is not ScalarDefinition { Expression: UnaryExpression { Operator: UnaryOperator.ToFloat32, Operand: ValueReference { Value: var input } } }
            || !singles.Contains(input))
        {
            return false;
        }

        codes.Add(definition.Values[0], input);
        return true;
    }

    private static bool IsCoded(DataType type) => type is DataType.String or DataType.Boolean or DataType.Integer;

    private static bool IsSmall(Literal literal) => literal.IsMissing || Math.Abs((decimal)literal.Value.Integer) <= MostInteger;

    // Whether an expression can have the value of one of several; conditions only choose.
    private static bool IsAny(Expression expression, HashSet<PlanValue> values) => expression switch
    {
        ValueReference reference => values.Contains(reference.Value),
        CaseExpression choice => choice.Branches.Any(branch => IsAny(branch.Value, values)) || IsAny(choice.Else, values),
        NaryExpression nary => nary.Operands.Any(operand => IsAny(operand, values)),
        _ => false,
    };

    private PlanValue CodeInput(PlanValue input)
    {
        if (!IsCoded(input.Type))
        {
            return input;
        }

        Mark(input, isOpen: true, isRounded: true);
        return NewCode(input);
    }

    private PlanValue CodeOutput(PlanValue output)
    {
        // What is not known exactly cannot be shown again.
        bool isKnown = !open.Contains(output) && !rounded.Contains(output);
        return output.Type == DataType.Double ? Code(output) : isKnown && codes.TryGetValue(output, out PlanValue? code) ? code : Refuse(output);
    }

    private void Mark(PlanValue value, bool isOpen, bool isRounded)
    {
        if (value.Type == DataType.String && isOpen)
        {
            open.Add(value);
        }

        if (value.Type == DataType.Integer && isRounded)
        {
            rounded.Add(value);
        }
    }

    private PlanValue NewCode(PlanValue value)
    {
        PlanValue code = Names.NewValue(value.Name, DataType.Double);
        codes.Add(value, code);
        return code;
    }

    private Definition Code(Definition definition)
    {
        switch (definition)
        {
            case ScalarDefinition { Value.Type: DataType.Double } scalar:
                return scalar with { Expression = Number(scalar.Expression) };
            case ScalarDefinition scalar when IsCoded(scalar.Value.Type):
                Expression code = CodeOf(scalar.Expression);
                Mark(scalar.Value, IsAny(scalar.Expression, open), IsAny(scalar.Expression, rounded));
                return new ScalarDefinition(NewCode(scalar.Value), code, scalar.Origin);
            case KernelDefinition { Kernel: LinearCombination linear } kernel:
                return kernel with { Kernel = linear with { Terms = [.. linear.Terms.Select(term => term with { Value = Number(term.Value) })] } };
            case KernelDefinition { Kernel: DenseLayer layer } kernel:
                return Keep(kernel with { Kernel = layer with { Inputs = [.. layer.Inputs.Select(Code)] } }, kernel);
            case KernelDefinition { Kernel: TreeEnsemble ensemble } kernel:
                return Code(kernel, ensemble);
            case KernelDefinition { Kernel: LookupTable { Keys.Length: 1 } table } kernel:
                return Code(kernel, table);
            default:
                fits = false;
                return definition;
        }
    }

    private KernelDefinition Code(KernelDefinition kernel, TreeEnsemble ensemble)
    {
        foreach (TreeNode node in ensemble.Trees.SelectMany(tree => tree.Nodes).Where(node => node.Test == TreeTest.InSet))
        {
            DataType type = ensemble.Features[node.Feature].Type;
            foreach (Scalar member in ensemble.Sets[node.Set].Values.Where(_ => type != DataType.Double))
            {
                Key(new Literal(type, member));
            }
        }

        return Keep(
            new KernelDefinition(
                [.. kernel.Results.Select(CodeResult)], ensemble with { Features = [.. ensemble.Features.Select(CodeOperand)] }, kernel.Origin),
            kernel);
    }

    private KernelDefinition Keep(KernelDefinition coded, KernelDefinition original)
    {
        originals.Add(coded, original);
        return coded;
    }

    private KernelDefinition Code(KernelDefinition kernel, LookupTable table)
    {
        PlanValue key = table.Keys[0];
        fits &= key.Type != DataType.Double;
        return new KernelDefinition(
            [.. kernel.Results.Select(CodeResult)],
            new LookupTable(
                [CodeOperand(key)],
                [.. table.Rows.Select(row => new LookupRow(
                    [Key(new Literal(key.Type, row.Key[0]))], [.. row.Values.Select((value, i) => Value(new Literal(table.Default[i].Type, value)).Value)]))],
                [.. table.Default.Select(Value)],
                [.. table.WhenMissing.Select(Value)]),
            kernel.Origin);

        Literal Value(Literal value) => value.Type == DataType.Double ? value : CodeOf(value);
    }

    // Where a table has a value.
    private Scalar Key(Literal value)
    {
        Scalar code = CodeOf(value).Value;
        fits &= code is { IsMissing: false, Double: >= 0 and <= MostKey };
        return code;
    }

    private PlanValue CodeResult(PlanValue result) =>
        result.Type == DataType.Double ? result : IsCoded(result.Type) ? NewCode(result) : Refuse(result);

    private PlanValue CodeOperand(PlanValue operand) =>
        operand.Type == DataType.Double ? Code(operand) : codes.TryGetValue(operand, out PlanValue? code) ? code : Refuse(operand);

    // Recursion is bounded: expressions are.
    private Expression Number(Expression expression)
    {
        switch (expression)
        {
            case Literal { Type: DataType.Double }:
                return expression;
            case ValueReference { Type: DataType.Double } reference:
                return new ValueReference(Code(reference.Value));
            case UnaryExpression { Operator: UnaryOperator.ToDouble, Operand: { Type: DataType.Integer or DataType.Boolean } operand }:
                return CodeOf(operand);
            case UnaryExpression { Operand.Type: DataType.Double } unary when expression.Type == DataType.Double:
                return new UnaryExpression(unary.Operator, Number(unary.Operand));
            case BinaryExpression { Left.Type: DataType.Double } binary when expression.Type == DataType.Double:
                return new BinaryExpression(binary.Operator, Number(binary.Left), Number(binary.Right));
            case NaryExpression nary when expression.Type == DataType.Double:
                return new NaryExpression(nary.Operator, [.. nary.Operands.Select(Number)]);
            case CaseExpression choice when expression.Type == DataType.Double:
                return Choice(choice, Number);
            default:
                return Refuse();
        }
    }

    private Expression CodeOf(Expression expression)
    {
        switch (expression)
        {
            case { Type: DataType.Double }:
                return Number(expression);
            case Literal literal:
                return CodeOf(literal);
            case ValueReference reference:
                return codes.TryGetValue(reference.Value, out PlanValue? code) ? new ValueReference(code) : Refuse();
            case CaseExpression choice when IsCoded(choice.Type):
                return Choice(choice, CodeOf);
            case NaryExpression { Operator: NaryOperator.Coalesce } coalesce when IsCoded(coalesce.Type):
                return new NaryExpression(NaryOperator.Coalesce, [.. coalesce.Operands.Select(CodeOf)]);
            case { Type: DataType.Boolean }:
                Expression condition = Condition(expression);
                return new CaseExpression(
                    [new CaseBranch(condition, Literal.Double(1)), new CaseBranch(Build.Not(condition), Literal.Double(0))], Literal.Missing(DataType.Double));
            default:
                return Refuse();
        }
    }

    private Literal CodeOf(Literal literal)
    {
        if (literal.IsMissing)
        {
            return Literal.Missing(DataType.Double);
        }

        switch (literal.Type)
        {
            case DataType.Boolean:
                return Literal.Double(literal.Value.Boolean ? 1 : 0);
            case DataType.Integer:
                fits &= IsSmall(literal);
                return Literal.Double(literal.Value.Integer);
            case DataType.String:
                if (!places.TryGetValue(literal.Value.Text, out int place))
                {
                    places.Add(literal.Value.Text, place = places.Count);
                }

                return Literal.Double(place);
            default:
                return Refuse();
        }
    }

    private CaseExpression Choice(CaseExpression choice, Func<Expression, Expression> write) =>
        new([.. choice.Branches.Select(branch => new CaseBranch(Condition(branch.Condition), write(branch.Value)))], write(choice.Else));

    private Expression Condition(Expression condition)
    {
        switch (condition)
        {
            case Literal:
                return condition;
            case UnaryExpression { Operator: UnaryOperator.Not } not:
                return new UnaryExpression(UnaryOperator.Not, Condition(not.Operand));
            case UnaryExpression { Operator: UnaryOperator.IsMissing } test:
                return new UnaryExpression(UnaryOperator.IsMissing, CodeOf(test.Operand));
            case BinaryExpression binary:
                fits &= IsComparable(binary);
                return new BinaryExpression(binary.Operator, CodeOf(binary.Left), CodeOf(binary.Right));
            case NaryExpression { Operator: NaryOperator.And or NaryOperator.Or } nary:
                return new NaryExpression(nary.Operator, [.. nary.Operands.Select(Condition)]);
            case InSetExpression { Operand: var operand } inSet:
                fits &= operand.Type != DataType.Integer || inSet.Values.All(IsSmall);
                return new InSetExpression(CodeOf(operand), [.. inSet.Values.Select(value => value.Type == DataType.Double ? value : CodeOf(value))]);
            case ValueReference or CaseExpression or NaryExpression { Operator: NaryOperator.Coalesce }:
                return new BinaryExpression(BinaryOperator.Equal, CodeOf(condition), Literal.Double(1));
            default:
                Refuse();
                return Literal.False;
        }
    }

    // Two texts that the plan does not name have one code, two integers may be rounded to one double.
    private bool IsComparable(BinaryExpression binary) => binary.Left.Type switch
    {
        DataType.Double or DataType.Boolean => true,
        DataType.String => binary.Operator is BinaryOperator.Equal or BinaryOperator.NotEqual && !(IsAny(binary.Left, open) && IsAny(binary.Right, open)),
        DataType.Integer => binary.Left is Literal || binary.Right is Literal || !(IsAny(binary.Left, rounded) || IsAny(binary.Right, rounded)),
        _ => false,
    };

    private Literal Refuse()
    {
        fits = false;
        return Literal.Missing(DataType.Double);
    }

    private PlanValue Refuse(PlanValue value)
    {
        fits = false;
        return value;
    }
}
