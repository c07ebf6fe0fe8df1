using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.BayesianNetworkModels;

/// <summary>A network as factors: the tables of its nodes, and what a row says of them.</summary>
/// <remarks>
/// A discrete node that a row is silent of is summed out. A continuous node that a row is silent of integrates to 1 if no other
/// node depends on it.
/// </remarks>
internal sealed class NetworkFactors
{
    // Combinations of the values of a node and its parents.
    private const int LargestTable = 10_000;

    private readonly BayesianNetworkModel model;
    private readonly ModelScope scope;
    private readonly HashSet<string> observed;
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<Factor> factors = [];

    private NetworkFactors(BayesianNetworkModel model, ModelScope scope)
    {
        this.model = model;
        this.scope = scope;
        observed = [.. model.Common.MiningSchema.Where(field => field.UsageType == UsageType.Active).Select(field => field.Name)];
        foreach ((int number, DiscreteNode node) in model.DiscreteNodes.Index())
        {
            numbers.TryAdd(node.Name, number);
        }

        Values = [.. model.DiscreteNodes.Select(node =>
            node.Distributions.SelectMany(d => d.Probabilities).Select(p => p.Value).Distinct(StringComparer.Ordinal).ToImmutableArray())];
    }

    /// <summary>Per discrete node its values, as written.</summary>
    public ImmutableArray<ImmutableArray<string>> Values { get; }

    /// <summary>The factors.</summary>
    public IReadOnlyList<Factor> Factors => factors;

    /// <summary>The number of a discrete node, or −1.</summary>
    public int NumberOf(string name) => numbers.GetValueOrDefault(name, -1);

    /// <summary>The factors of a network; null after a diagnostic.</summary>
    public static NetworkFactors? Of(BayesianNetworkModel model, ModelScope scope)
    {
        var network = new NetworkFactors(model, scope);
        return network.AddDiscrete() && network.AddContinuous() ? network : null;
    }

    private bool AddDiscrete()
    {
        foreach ((int number, DiscreteNode node) in model.DiscreteNodes.Index())
        {
            var origin = new Origin($"DiscreteNode {node.Name}", node.Location);
            if (Parents(node.Distributions[0].Parents, node.Location) is not { } parents
                || !AddTable(
                    [.. parents, number],
                    values => Probability(node, parents, values, number),
                    node.Location))
            {
                return false;
            }

            bool isObserved = node.Derived is not null || observed.Contains(node.Name);
            if (isObserved && !AddEvidence(number, node, origin))
            {
                return false;
            }
        }

        return true;
    }

    // What is observed leaves only the values that agree with it; what is missing leaves all.
    private bool AddEvidence(int number, DiscreteNode node, Origin origin)
    {
        if (Observation(node.Name, node.Derived, node.Location, origin) is not { } value)
        {
            return false;
        }

        var entries = new List<Expression>();
        foreach (string text in Values[number])
        {
            if (ValueSet.Contains(value, [text], scope, node.Location) is not { } agrees)
            {
                return false;
            }

            Expression weight = Build.If(
                Build.Or(Build.IsMissing(value.Value), agrees), Build.Number(1), Build.Number(0));
            entries.Add(scope.Context.Plan.Define($"{node.Name}_may_be_{text}", weight, origin));
        }

        factors.Add(new Factor([number], [Values[number].Length], [.. entries]));
        return true;
    }

    private TypedExpression? Observation(string name, DerivedField? derived, SourceLocation location, Origin origin)
    {
        if (derived is null)
        {
            return scope.Resolve(name, location);
        }

        return ExpressionLowering.Lower(derived.Expression, scope, origin) is { } value
            && Conversions.Convert(value, derived.Type, scope, derived.Location) is { } converted
            ? converted with { Value = scope.Context.Plan.Define(name, converted.Value, origin) }
            : null;
    }

    // A combination that no table is about cannot occur.
    private Literal? Probability(DiscreteNode node, ImmutableArray<int> parents, int[] values, int number)
    {
        string own = Values[number][values[Position(parents, number)]];
        DiscreteDistribution? table = node.Distributions.FirstOrDefault(d => IsAbout(d.Parents, parents, values, number));
        double probability = table?.Probabilities.FirstOrDefault(p => p.Value == own).Probability ?? 0;
        return Literal.Double(probability);
    }

    private bool AddContinuous()
    {
        foreach (ContinuousNode node in model.ContinuousNodes)
        {
            var origin = new Origin($"ContinuousNode {node.Name}", node.Location);
            if (node.Derived is null && !observed.Contains(node.Name))
            {
                if (!IsLeaf(node))
                {
                    ModelLowering.Unsupported(
                        scope, node.Location, $"the continuous node '{node.Name}'", "it is not observed and others depend on it: there is no closed form");
                    return false;
                }

                continue;
            }

            if (Parents(node.Distributions[0].Parents, node.Location) is not { } parents
                || Observation(node.Name, node.Derived, node.Location, origin) is not { } value
                || !AddTable(parents, values => Density(node, value, parents, values, origin), node.Location))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsLeaf(ContinuousNode node) => !model.ContinuousNodes.Any(other =>
        other.Distributions.Any(d => Refers(d.First, node.Name) || Refers(d.Second, node.Name)));

    private static bool Refers(PipelineExpression expression, string field) => expression switch
    {
        FieldRef reference => reference.Field == field,
        Apply apply => apply.Arguments.Any(argument => Refers(argument, field)),
        NormContinuous norm => norm.Field == field,
        NormDiscrete norm => norm.Field == field,
        Discretize discretize => discretize.Field == field,
        MapValues map => map.Keys.Contains(field),
        _ => false,
    };

    private Expression? Density(ContinuousNode node, TypedExpression value, ImmutableArray<int> parents, int[] values, Origin origin)
    {
        ConditionalDensity? density = node.Distributions.FirstOrDefault(d => IsAbout(d.Parents, parents, values, null));
        if (density is null)
        {
            return Build.Number(0);
        }

        if (ExpressionLowering.Lower(density.First, scope, origin) is not { } first
            || ExpressionLowering.Lower(density.Second, scope, origin) is not { } second)
        {
            return null;
        }

        if (Array.Exists([value, first, second], part => part.Value.Type is not (DataType.Double or DataType.Integer)))
        {
            scope.Context.Report(
                DiagnosticDescriptors.TypeMismatch, density.Location, $"a value of the node '{node.Name}'", "a number");
            return null;
        }

        Expression x = Named("observed", value);
        Expression height = Densities.Of(density.Shape, x, Named("first", first), Named("second", second));
        return scope.Context.Plan.Define(
            $"{node.Name}_density", Build.If(Build.IsMissing(x), Build.Number(1), height), origin);

        Expression Named(string name, TypedExpression part) =>
            scope.Context.Plan.Define($"{node.Name}_{name}", Build.ToDouble(part.Value), origin);
    }

    private ImmutableArray<int>? Parents(ImmutableArray<ParentValue> parents, SourceLocation location)
    {
        var found = ImmutableArray.CreateBuilder<int>(parents.Length);
        foreach (ParentValue parent in parents)
        {
            if (!numbers.TryGetValue(parent.Parent, out int number))
            {
                scope.Context.Report(
                    DiagnosticDescriptors.InconsistentModel, location, $"the parent '{parent.Parent}' is no DiscreteNode of this network");
                return null;
            }

            found.Add(number);
        }

        return found.ToImmutable();
    }

    private bool AddTable(ImmutableArray<int> nodes, Func<int[], Expression?> entry, SourceLocation location)
    {
        ImmutableArray<int> sorted = [.. nodes.Distinct().Order()];
        if (sorted.Length < nodes.Length)
        {
            scope.Context.Report(DiagnosticDescriptors.InconsistentModel, location, "a node names one parent twice");
            return false;
        }

        long size = sorted.Aggregate(1L, (product, node) => Math.Min(product * Values[node].Length, LargestTable + 1));
        if (size > LargestTable)
        {
            ModelLowering.Unsupported(scope, location, "a node with so many parents", "its table would have more than 10,000 entries");
            return false;
        }

        bool complete = true;
        factors.Add(Factor.Of(sorted, [.. sorted.Select(node => Values[node].Length)], values =>
        {
            Expression? made = entry(values);
            complete &= made is not null;
            return made ?? Build.Number(0);
        }));
        return complete;
    }

    // Positions count among the sorted nodes of a table: the parents and, where it has one, the node itself.
    private static int Position(ImmutableArray<int> parents, int node) => parents.Count(other => other < node);

    private bool IsAbout(ImmutableArray<ParentValue> wanted, ImmutableArray<int> parents, int[] values, int? own)
    {
        ImmutableArray<int> all = own is { } number ? parents.Add(number) : parents;
        return wanted.Length == parents.Length && wanted.All(parent =>
            numbers.TryGetValue(parent.Parent, out int node)
            && parents.Contains(node)
            && Values[node][values[Position(all, node)]] == parent.Value);
    }
}
