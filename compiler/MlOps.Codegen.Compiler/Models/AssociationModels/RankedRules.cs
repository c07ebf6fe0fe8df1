using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.AssociationModels;

/// <summary>Shows parts of the rules that apply, ranked as each output field says (PMML 4.4, Output).</summary>
/// <remarks>
/// What rules are ranked by is constant: they are sorted here, and the rule at a place is the first that applies behind the one
/// before it. Equally ranked rules keep the order of the file.
/// </remarks>
internal sealed class RankedRules(AssociationModel model, ApplicableRule[] rules, ModelScope scope) : IRuleValues
{
    private readonly Origin origin = new("AssociationModel", model.Location);
    private readonly Dictionary<(RuleAlgorithm, RankBasis, bool), Ranking> rankings = [];

    /// <inheritdoc/>
    public TypedExpression? Value(OutputField field, RuleFeature feature)
    {
        if (field.Rank < 1)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, field.Location, $"the rank of the output field '{field.Name}' is not from 1");
            return null;
        }

        AssociationRule? unranked = rules.Select(rule => rule.Rule).FirstOrDefault(rule => Number(rule, field.RankBasis) is null);
        if (unranked is not null)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, unranked.Location, $"the rule has no {field.RankBasis} to be ranked by");
            return null;
        }

        return Shown(RankingOf(field), field, feature);
    }

    private Ranking RankingOf(OutputField field)
    {
        var key = (field.Algorithm, field.RankBasis, field.RankDescending);
        if (!rankings.TryGetValue(key, out Ranking? ranking))
        {
            IEnumerable<ApplicableRule> sorted = field.RankDescending
                ? rules.OrderByDescending(rule => Number(rule.Rule, field.RankBasis))
                : rules.OrderBy(rule => Number(rule.Rule, field.RankBasis));
            ranking = new Ranking([.. sorted.Select(rule => (rule.Rule, Applies(rule, field.Algorithm)))], scope, origin);
            rankings.Add(key, ranking);
        }

        return ranking;
    }

    private static Expression Applies(ApplicableRule rule, RuleAlgorithm algorithm) => algorithm switch
    {
        RuleAlgorithm.Recommendation => rule.HasAntecedent,
        RuleAlgorithm.ExclusiveRecommendation => Build.And(rule.HasAntecedent, Build.Not(rule.HasConsequent)),
        RuleAlgorithm.RuleAssociation => Build.And(rule.HasAntecedent, rule.HasConsequent),
        _ => throw new InvalidOperationException($"unknown algorithm {algorithm}"),
    };

    private static double? Number(AssociationRule rule, RankBasis basis) => basis switch
    {
        RankBasis.Confidence => rule.Confidence,
        RankBasis.Support => rule.Support,
        RankBasis.Lift => rule.Lift,
        RankBasis.Leverage => rule.Leverage,
        RankBasis.Affinity => rule.Affinity,
        _ => throw new InvalidOperationException($"unknown basis {basis}"),
    };

    private TypedExpression Shown(Ranking ranking, OutputField field, RuleFeature feature)
    {
        Scalar[] values = [.. ranking.Rules.Select(rule => Part(rule, feature))];
        var type = new DeclaredType(Array.Exists(values, value => value.IsText) ? DataType.String : DataType.Double);

        // Ids of numbers may be shown as numbers.
        if (type.Type == DataType.String && field.Type is { } wanted && wanted.Type != DataType.String)
        {
            Literal?[] read = [.. values.Select(value => ConstantText.Parse(value.Text, wanted))];
            if (Array.TrueForAll(read, literal => literal is { IsMissing: false }))
            {
                values = [.. read.Select(literal => literal!.Value)];
                type = wanted;
            }
        }

        Expression place = ranking.Place(field.Rank);
        ImmutableArray<Literal> none = [Literal.Missing(Conversions.Held(type.Type))];
        if (place is Literal)
        {
            return new TypedExpression(none[0], type, OpType.Categorical);
        }

        var table = new LookupTable(
            [scope.Context.AsValue("rule_place", place, origin)],
            [.. values.Select((value, i) => new LookupRow([Scalar.FromInteger(i)], [value]))],
            none,
            none);
        PlanValue shown = scope.Context.Plan.DefineKernel([$"rule_{feature}"], table, origin)[0];
        return new TypedExpression(
            Build.Ref(shown), type, type.Type == DataType.String ? OpType.Categorical : OpType.Continuous);
    }

    private Scalar Part(AssociationRule rule, RuleFeature feature) => feature switch
    {
        RuleFeature.Antecedent => Scalar.FromText(ItemsOf(rule.Antecedent)),
        RuleFeature.Consequent => Scalar.FromText(ItemsOf(rule.Consequent)),
        RuleFeature.Rule => Scalar.FromText($"{{{ItemsOf(rule.Antecedent)}}}->{{{ItemsOf(rule.Consequent)}}}"),
        RuleFeature.RuleId => Scalar.FromText(rule.Id),
        RuleFeature.Confidence => Scalar.FromDouble(rule.Confidence),
        RuleFeature.Support => Scalar.FromDouble(rule.Support),
        RuleFeature.Lift => Optional(rule.Lift),
        RuleFeature.Leverage => Optional(rule.Leverage),
        RuleFeature.Affinity => Optional(rule.Affinity),
        _ => throw new InvalidOperationException($"unknown part {feature}"),
    };

    private static Scalar Optional(double? value) => value is { } number ? Scalar.FromDouble(number) : Scalar.Missing;

    private string ItemsOf(string itemset) => string.Join(',', model.Itemsets[itemset].Select(item => model.Items[item].Value));

    /// <summary>The rules in one order, and which of them apply.</summary>
    private sealed class Ranking(ImmutableArray<(AssociationRule Rule, Expression Applies)> sorted, ModelScope scope, Origin origin)
    {
        private readonly List<Expression> places = [];
        private readonly Expression[] applies = [.. sorted.Select(rule =>
            scope.Context.Plan.Define($"rule_{rule.Rule.Id}_applies", rule.Applies, origin))];

        public IEnumerable<AssociationRule> Rules => sorted.Select(rule => rule.Rule);

        /// <summary>The position of the rule at a rank among the sorted ones, from 0; missing where fewer apply.</summary>
        public Expression Place(int rank)
        {
            if (rank > sorted.Length)
            {
                return Literal.Missing(DataType.Integer);
            }

            while (places.Count < rank)
            {
                Expression? last = places.Count == 0 ? null : places[^1];
                string name = string.Create(CultureInfo.InvariantCulture, $"rule_{places.Count + 1}");
                places.Add(FirstTrue.Of(
                    name,
                    applies.Select((condition, i) => new CaseBranch(
                        last is null ? condition : Build.And(condition, Build.Binary(BinaryOperator.Less, last, Literal.Integer(i))),
                        Literal.Integer(i))),
                    DataType.Integer,
                    scope,
                    origin));
            }

            return places[rank - 1];
        }
    }
}
