using System.Collections.Immutable;
using MlOps.Codegen.CSharp.Classes;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Lanes;

/// <summary>How a plan of doubles is computed for many rows at once: formulas, and between them kernels that take whole blocks.</summary>
internal sealed class LanePlan
{
    // What parts hand on takes 2 KiB each, and should stay in a cache that is near.
    private const int MostSlots = 400;
    private const int MostColumns = 500;
    private const int LongestSum = 250;

    // The run-time compiler makes registers of lanes only in short methods.
    private const int LargestMethod = 60;
    private const int LargestFormula = 400;

    // An exponential is written where it is called.
    private const int SizeOfExponential = 15;

    private LanePlan(LaneCodes codes, ImmutableArray<Step> steps)
    {
        Codes = codes;
        Steps = steps;
    }

    /// <summary>The doubles that stand for texts, booleans and integers.</summary>
    public LaneCodes Codes { get; }

    /// <summary>The steps in order.</summary>
    public ImmutableArray<Step> Steps { get; }

    /// <summary>Divides a plan; null where something in it cannot be said with doubles, or is too large.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="input">The typed input.</param>
    /// <param name="output">The typed output.</param>
    /// <param name="layout">How the plan is divided for single rows.</param>
    public static LanePlan? Create(ScoringPlan plan, RecordType input, RecordType output, PlanLayout layout)
    {
        if (input.IsClass || output.IsClass || input.Members.Length > MostColumns || LaneCodes.Create(plan, layout.Used, Singles(plan, input)) is not { } codes)
        {
            return null;
        }

        var steps = ImmutableArray.CreateBuilder<Step>();
        var formulas = new List<ScalarDefinition>();
        int slots = 0;
        foreach (Definition definition in codes.Definitions)
        {
            switch (definition)
            {
                case ScalarDefinition scalar when LaneWriter.Takes(scalar.Expression):
                    Add(scalar);
                    continue;
                case KernelDefinition { Kernel: LinearCombination linear } kernel
                    when linear.Terms.Length <= LongestSum && linear.Terms.All(term => LaneWriter.Takes(term.Value)):
                    foreach (ScalarDefinition part in Divide(kernel.Values[0], linear, codes))
                    {
                        Add(part);
                    }

                    continue;
                case KernelDefinition { Kernel: DenseLayer layer }:
                    slots += layer.Inputs.Length + layer.Biases.Length;
                    break;
                case KernelDefinition { Kernel: LookupTable table }:
                    slots += table.Default.Length;
                    break;
                case KernelDefinition { Kernel: TreeEnsemble { Result: TreeResult.LeafIndex } ensemble }:
                    slots += ensemble.Features.Length + ensemble.Trees.Length;
                    break;
                case KernelDefinition { Kernel: TreeEnsemble ensemble }:
                    slots += ensemble.Features.Length + ensemble.Width;
                    break;
                default:
                    return null;
            }

            Flush();
            steps.Add(new Step([], (KernelDefinition)definition));
        }

        Flush();
        var result = new LanePlan(codes, steps.ToImmutable());
        bool isShort = result.Steps.SelectMany(step => step.Formulas).All(formula => BoundedOperand.SizeOf(formula.Expression) <= LargestFormula);
        return isShort && slots <= MostSlots && result.Steps.Length > 0 ? result : null;

        void Add(ScalarDefinition formula)
        {
            var cutter = new Cutter(codes.Names);
            bool isLarge = SizeOf(formula.Expression) > LargestMethod;
            Expression rest = isLarge ? cutter.Rewrite(formula.Expression) : formula.Expression;
            formulas.AddRange(cutter.Definitions);
            formulas.Add(formula with { Expression = rest });
        }

        void Flush()
        {
            var part = ImmutableArray.CreateBuilder<ScalarDefinition>();
            int size = 0;
            foreach (ScalarDefinition formula in formulas)
            {
                int weight = SizeOf(formula.Expression);
                if (part.Count > 0 && size + weight > LargestMethod)
                {
                    steps.Add(new Step(part.ToImmutable(), null));
                    part.Clear();
                    size = 0;
                }

                part.Add(formula);
                size += weight;
            }

            if (part.Count > 0)
            {
                steps.Add(new Step(part.ToImmutable(), null));
            }

            formulas.Clear();
        }
    }

    private static int SizeOf(Expression expression) => BoundedOperand.SizeOf(expression, SizeOfExponential);

    private static HashSet<PlanValue> Singles(ScoringPlan plan, RecordType input) =>
        [.. plan.Inputs.Where((_, i) => input.Members[i].Type == DataType.Float).Select(item => item.Value)];

    // A long sum goes through running sums, from left to right as before.
    private static IEnumerable<ScalarDefinition> Divide(PlanValue sum, LinearCombination linear, LaneCodes codes)
    {
        // Of binary32 numbers only infinities are out of bounds. They make a sum infinite or NaN, which nothing else does in a plan whose other
        // operands are bounded: one look at the sum stands for a look at each.
        bool isLate = linear.Terms.Any(IsBoundedSingle);
        PlanValue total = isLate ? codes.Names.NewValue(sum.Name, DataType.Double) : sum;
        var summands = ImmutableArray.CreateBuilder<Expression>();
        summands.Add(Literal.Double(linear.Intercept));
        int size = 0;
        foreach (LinearTerm term in linear.Terms)
        {
            Expression value = IsBoundedSingle(term) ? BoundedOperand.Of(term.Value)!.Operand : term.Value;
            int weight = Math.Min(BoundedOperand.SizeOf(value), LargestMethod / 2) + 3;
            if (size > 0 && size + weight > LargestMethod)
            {
                PlanValue running = codes.Names.NewValue(sum.Name, DataType.Double);
                yield return new ScalarDefinition(running, new NaryExpression(NaryOperator.Add, summands.ToImmutable()), Origin.None);
                summands.Clear();
                summands.Add(new ValueReference(running));
                size = 0;
            }

            summands.Add(new BinaryExpression(BinaryOperator.Multiply, Literal.Double(term.Coefficient), value));
            size += weight;
        }

        yield return new ScalarDefinition(total, new NaryExpression(NaryOperator.Add, summands.ToImmutable()), Origin.None);
        if (isLate)
        {
            var reference = new ValueReference(total);
            yield return new ScalarDefinition(
                sum,
                Build.If(
                    Build.Binary(BinaryOperator.LessOrEqual, Build.Unary(UnaryOperator.Abs, reference), Literal.Double(double.MaxValue)),
                    reference,
                    Literal.Missing(DataType.Double)),
                Origin.None);
        }

        bool IsBoundedSingle(LinearTerm term) =>
            BoundedOperand.Of(term.Value) is { Least: 0, Most: >= float.MaxValue, Operand: ValueReference { Value: var input } } && codes.IsSingle(input);
    }

    // Numbers inside a formula that is too large for one method become definitions.
    private sealed class Cutter(PlanNames names) : ExpressionRewriter
    {
        private const int LargestPart = 24;

        public List<ScalarDefinition> Definitions { get; } = [];

        protected override Expression Replace(Expression expression)
        {
            if (expression.Type != DataType.Double || SizeOf(expression) <= LargestPart)
            {
                return expression;
            }

            PlanValue value = names.NewValue("part", DataType.Double);
            Definitions.Add(new ScalarDefinition(value, expression, Origin.None));
            return new ValueReference(value);
        }
    }

    /// <summary>Formulas, or a kernel.</summary>
    /// <param name="Formulas">The formulas; empty for a kernel.</param>
    /// <param name="Kernel">The kernel; null for formulas.</param>
    internal sealed record Step(ImmutableArray<ScalarDefinition> Formulas, KernelDefinition? Kernel)
    {
        /// <summary>What the step computes.</summary>
        public IEnumerable<PlanValue> Values => Kernel?.Values ?? Formulas.SelectMany(definition => definition.Values);

        /// <summary>What it needs.</summary>
        public IEnumerable<PlanValue> Needs => Kernel?.Kernel.References ?? Formulas.SelectMany(References.Of);
    }
}
