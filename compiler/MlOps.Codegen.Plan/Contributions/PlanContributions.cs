using System.Collections.Immutable;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Contributions;

/// <summary>
/// A plan that also yields what each part contributes to one of its outputs. Of a sum the contributions are exact: they and the baseline add up to
/// it. Of a function of a sum, such as a probability, they are those to the sum, with the sign by which the output goes.
/// </summary>
/// <remarks>
/// A linear term contributes coefficient × (value − value at the baseline), by the name that the model gives it, or by those of the inputs that it
/// depends on, with <c>*</c> between them. Trees contribute along their paths (<see cref="PathContributions"/>). Where the output is missing all
/// contributions are.
/// </remarks>
/// <param name="Plan">The plan, with an output per contribution behind its own.</param>
/// <param name="Names">What the contributions are called, in order.</param>
/// <param name="Baseline">What the contributions are added to.</param>
/// <param name="Sum">The value that they add up to, times <paramref name="Direction"/>.</param>
/// <param name="Direction">1 where the output rises with the sum, −1 where it falls.</param>
public sealed record PlanContributions(ScoringPlan Plan, ImmutableArray<string> Names, double Baseline, PlanValue Sum, int Direction)
{
    private const int Most = 200;

    /// <summary>Whether an output is a sum, or a rising or falling function of one.</summary>
    /// <param name="plan">A plan before passes.</param>
    /// <param name="output">One of its outputs.</param>
    public static bool Has(ScoringPlan plan, PlanOutput output) => AdditiveForm.Of(plan, output.Value) is not null;

    /// <summary>Explains an output.</summary>
    /// <param name="plan">A plan before passes.</param>
    /// <param name="output">One of its outputs, a double.</param>
    /// <param name="baselines">Values of inputs that terms are counted from, by the inputs' names. Terms of other inputs are counted from 0.</param>
    /// <param name="why">Why there is no explanation; empty where there is one.</param>
    public static PlanContributions? Of(ScoringPlan plan, PlanOutput output, IReadOnlyDictionary<string, Scalar> baselines, out string why)
    {
        if (AdditiveForm.Of(plan, output.Value) is not { } form)
        {
            why = $"'{output.Schema.Name}' is neither a sum nor a rising or falling function of one";
            return null;
        }

        var maker = new Maker(plan, output, baselines);
        foreach (AdditiveTerm term in form.Terms)
        {
            if (!maker.Add(term))
            {
                why = maker.Why;
                return null;
            }
        }

        why = "";
        return maker.Make(form);
    }

    private sealed class Maker(ScoringPlan plan, PlanOutput output, IReadOnlyDictionary<string, Scalar> baselines)
    {
        private readonly PlanNames names = new(plan);
        private readonly List<Definition> definitions = [.. plan.Definitions];
        private readonly Dictionary<PlanValue, Definition> byValue = plan.Definitions.SelectMany(definition => definition.Values.Select(value => (value, definition)))
            .ToDictionary(pair => pair.value, pair => pair.definition);

        private readonly Dictionary<PlanValue, int> inputs = plan.Inputs.Select((input, i) => (input.Value, i)).ToDictionary(pair => pair.Value, pair => pair.i);
        private readonly List<string> order = [];
        private readonly Dictionary<string, List<Expression>> parts = new(StringComparer.Ordinal);
        private double baseline;

        public string Why { get; private set; } = "";

        public bool Add(AdditiveTerm term) => term.Ensemble is { } ensemble ? AddTrees(term, ensemble) : AddTerm(term);

        public PlanContributions Make(AdditiveForm form)
        {
            var outputs = new List<PlanOutput>(plan.Outputs);
            var told = ImmutableArray.CreateBuilder<string>(order.Count);
            foreach (string name in order)
            {
                Expression sum = Build.Add([.. parts[name]]);
                Expression signed = form.Direction < 0 ? Build.Unary(UnaryOperator.Negate, sum) : sum;
                PlanValue value = Define($"{name}_contribution", Build.If(Build.IsPresent(Build.Ref(output.Value)), signed, Literal.Missing(DataType.Double)));
                outputs.Add(new PlanOutput(new FieldSchema(value.Name, DataType.Double), value, output.Origin));
                told.Add(name);
            }

            ScoringPlan explained = plan with
            {
                Stages = StageLayout.Arrange(plan.Inputs.Select(input => input.Value), definitions),
                Outputs = [.. outputs],
            };
            return new PlanContributions(explained, told.MoveToImmutable(), form.Direction * (form.Constant + baseline), form.Sum, form.Direction);
        }

        private bool AddTerm(AdditiveTerm term)
        {
            int[] from = [.. InputsOf(References.Of(term.Value))];
            if (from.Length == 0 && term.Part is null)
            {
                // What no row changes explains no row.
                Scalar constant = AtBaseline(term.Value, from);
                baseline += constant.IsMissing ? 0 : term.Coefficient * constant.Double;
                return true;
            }

            int[] stated = [.. from.Where(input => baselines.ContainsKey(plan.Inputs[input].Schema.Name))];
            double at = term.Part?.Baseline ?? 0;
            if (term.Part?.Baseline is null && stated.Length > 0)
            {
                if (stated.Length < from.Length)
                {
                    int other = from.First(input => !stated.Contains(input));
                    Why = $"'{NameOf(term, from)}' needs a baseline of '{plan.Inputs[other].Schema.Name}' too";
                    return false;
                }

                Scalar value = AtBaseline(term.Value, from);
                if (value.IsMissing)
                {
                    Why = $"at the baseline '{NameOf(term, from)}' has no value";
                    return false;
                }

                at = value.Double;
            }

            baseline += term.Coefficient * at;
            Expression difference = at == 0 ? term.Value : Build.Subtract(term.Value, Build.Number(at));
            return Add(NameOf(term, from), Build.Multiply(Build.Number(term.Coefficient), difference));
        }

        private bool AddTrees(AdditiveTerm term, TreeEnsemble ensemble)
        {
            string[] features = [.. ensemble.Features.Select(feature => NameOf(InputsOf([feature])))];
            string[] distinct = [.. features.Distinct(StringComparer.Ordinal)];
            if (PathContributions.Of(ensemble, term.Result, [.. features.Select(name => Array.IndexOf(distinct, name))], distinct.Length, out double means) is not { } paths)
            {
                Why = "its trees do not say what their nodes' means are: neither do all leaves have a record count, nor all inner nodes a score";
                return false;
            }

            baseline += term.Coefficient * means;
            ImmutableArray<PlanValue> results = [.. distinct.Select(name => names.NewValue($"{name}_paths", DataType.Double))];
            definitions.Add(new KernelDefinition(results, paths, output.Origin));
            for (int i = 0; i < distinct.Length; i++)
            {
                if (!Add(distinct[i], Build.Multiply(Build.Number(term.Coefficient), Build.Ref(results[i]))))
                {
                    return false;
                }
            }

            return true;
        }

        private bool Add(string name, Expression contribution)
        {
            if (!parts.TryGetValue(name, out List<Expression>? sums))
            {
                parts.Add(name, sums = []);
                order.Add(name);
            }

            sums.Add(contribution);
            if (order.Count <= Most)
            {
                return true;
            }

            Why = $"its score is the sum of more than {Most} parts";
            return false;
        }

        private PlanValue Define(string name, Expression expression)
        {
            PlanValue value = names.NewValue(name, DataType.Double);
            definitions.Add(new ScalarDefinition(value, expression, output.Origin));
            return value;
        }

        private string NameOf(AdditiveTerm term, IEnumerable<int> from) => term.Part?.Name ?? NameOf(from);

        private string NameOf(IEnumerable<int> from) => string.Join('*', from.Select(input => plan.Inputs[input].Schema.Name));

        private SortedSet<int> InputsOf(IEnumerable<PlanValue> values)
        {
            var found = new SortedSet<int>();
            var passed = new HashSet<Definition>(ReferenceEqualityComparer.Instance);
            var pending = new Stack<PlanValue>(values);
            while (pending.TryPop(out PlanValue? value))
            {
                if (inputs.TryGetValue(value, out int input))
                {
                    found.Add(input);
                }
                else if (passed.Add(byValue[value]))
                {
                    foreach (PlanValue needed in References.Of(byValue[value]))
                    {
                        pending.Push(needed);
                    }
                }
            }

            return found;
        }

        private Scalar AtBaseline(Expression value, int[] from)
        {
            PlanValue asked = new PlanNames(plan).NewValue("at_baseline", DataType.Double);
            ScoringPlan part = plan with
            {
                Stages = StageLayout.Arrange(plan.Inputs.Select(input => input.Value), [.. plan.Definitions, new ScalarDefinition(asked, value, output.Origin)]),
                Outputs = [new PlanOutput(new FieldSchema(asked.Name, DataType.Double), asked, output.Origin)],
            };
            var row = new Scalar[plan.Inputs.Length];
            foreach (int input in from)
            {
                row[input] = baselines[plan.Inputs[input].Schema.Name];
            }

            return new PlanEvaluator(part).Evaluate(row)[0];
        }
    }
}
