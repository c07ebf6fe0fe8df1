using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.RuleSetModels;

/// <summary>Which of the rules that fire decides, and what it says.</summary>
/// <remarks>
/// Weights are constants: the rule with the largest weight among those that fire is the first that fires in the order of the
/// weights, so that weightedMax is firstHit in another order. Of equal weights the rule that comes first in the file decides.
/// </remarks>
internal sealed class RuleSelection
{
    private readonly RuleSetModel model;
    private readonly ImmutableArray<FiringRule> rules;
    private readonly Literal? defaultScore;
    private readonly ModelScope scope;
    private readonly Origin origin;
    private readonly DataType scoreType;
    private readonly Expression none;
    private Dictionary<Literal, Expression>? sums;
    private Expression? chosen;
    private Expression? best;

    public RuleSelection(RuleSetModel model, IReadOnlyList<FiringRule> rules, Literal? defaultScore, ModelScope scope)
    {
        this.model = model;
        this.defaultScore = defaultScore;
        this.scope = scope;
        origin = new Origin("RuleSet", model.Location);
        scoreType = defaultScore?.Type ?? rules[0].Score.Type;
        this.rules = model.Criterion == RuleSelectionCriterion.WeightedMax
            ? [.. ByWeight(rules)]
            : [.. rules];
        none = Build.IsMissing(AnyFires("some_rule_fires", rules));
    }

    /// <summary>The predicted category; the default where no rule fires.</summary>
    public Expression Score()
    {
        Expression score = Chosen();
        return defaultScore is null ? score : Named("score", Build.If(none, defaultScore, score));
    }

    private Expression Chosen() => chosen ??= FirstHit("rule_score", rules, Decides, rule => rule.Score, scoreType);

    /// <summary>The id of the rule that decides, text; missing where none fires.</summary>
    public Expression RuleId() => model.Criterion == RuleSelectionCriterion.WeightedSum
        ? FirstHit("rule_id", ByWeight(rules), IsOfChosen, rule => Literal.String(rule.Rule.Id), DataType.String)
        : FirstHit("rule_id", rules, rule => rule.Fires, rule => Literal.String(rule.Rule.Id), DataType.String);

    /// <summary>Per category how sure the rules are of it: 0 where no rule that fires predicts it.</summary>
    public ImmutableArray<CategoryValue> Confidences()
    {
        IEnumerable<Literal> categories = rules.Select(rule => rule.Score);
        if (defaultScore is not null)
        {
            categories = categories.Append(defaultScore);
        }

        return [.. categories.Distinct().Select(category => new CategoryValue(category, Confidence(category)))];
    }

    private Expression Confidence(Literal category)
    {
        FiringRule[] own = [.. rules.Where(rule => rule.Score == category)];
        Expression fired = model.Criterion == RuleSelectionCriterion.WeightedSum
            ? Sums.GetValueOrDefault(category) ?? Build.Number(0)
            : FirstHit($"confidence_{category.Value}", own, rule => rule.Fires, rule => Build.Number(rule.Rule.Confidence), DataType.Double);
        Expression whenNone = category != defaultScore ? Build.Number(0)
            : model.DefaultConfidence is { } confidence ? Build.Number(confidence)
            : Literal.Missing(DataType.Double);
        return Named($"confidence_{category.Value}", Build.If(none, whenNone, Build.Coalesce(fired, Build.Number(0))));
    }

    // With weightedSum, the rule with the largest weight stands for all that predict the chosen category.
    private Expression IsOfChosen(FiringRule rule) => Build.And(rule.Fires, Build.Equal(Chosen(), rule.Score));

    // With weightedSum, a rule decides that fires for the best category; of equally good ones the first to fire.
    private Expression Decides(FiringRule rule) => model.Criterion == RuleSelectionCriterion.WeightedSum
        ? Build.And(rule.Fires, Build.Equal(Sums[rule.Score], Best()))
        : rule.Fires;

    // Per category the weights of its rules that fire, by the number of all rules that fire; missing where none of its rules does.
    private Dictionary<Literal, Expression> Sums
    {
        get
        {
            if (sums is null)
            {
                Expression count = Lowering.Sums.Define(
                    "rules_fired", rules.Select(rule => Build.If(rule.Fires, Build.Number(1), Build.Number(0))), scope, origin);
                sums = rules.GroupBy(rule => rule.Score).ToDictionary(group => group.Key, group => Sum(group.Key, [.. group], count));
            }

            return sums;
        }
    }

    private Expression Sum(Literal category, FiringRule[] own, Expression count)
    {
        Expression weights = Lowering.Sums.Define(
            $"weights_{category.Value}",
            own.Select(rule => Build.If(rule.Fires, Build.Number(rule.Rule.Weight), Build.Number(0))),
            scope,
            origin);
        Expression any = AnyFires($"some_rule_fires_for_{category.Value}", own);
        return Named($"weight_{category.Value}", Build.If(any, Build.Divide(weights, count), Literal.Missing(DataType.Double)));
    }

    // A category without a rule that fires stands aside: it takes the value of one that has.
    private Expression Best()
    {
        if (best is null)
        {
            Expression[] values = [.. Sums.Values];
            Expression some = Named("some_weight", Build.Coalesce(values));
            best = Named(
                "best_weight", Build.Nary(NaryOperator.Max, [.. values.Select(value => Build.Coalesce(value, some))]));
        }

        return best;
    }

    // True, or missing where none fires.
    private Expression AnyFires(string name, IEnumerable<FiringRule> some) =>
        FirstHit(name, some, rule => rule.Fires, _ => Literal.True, DataType.Boolean);

    private static IEnumerable<FiringRule> ByWeight(IEnumerable<FiringRule> rules) =>
        rules.OrderByDescending(rule => rule.Rule.Weight);

    private Expression FirstHit(
        string name, IEnumerable<FiringRule> inOrder, Func<FiringRule, Expression> condition, Func<FiringRule, Expression> value, DataType type) =>
        FirstTrue.Of(name, inOrder.Select(rule => new CaseBranch(condition(rule), value(rule))), type, scope, origin);

    private Expression Named(string name, Expression expression) => scope.Context.Plan.Define(name, expression, origin);
}
