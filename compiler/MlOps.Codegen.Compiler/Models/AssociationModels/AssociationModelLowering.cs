using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.AssociationModels;

/// <summary>Lowers association rules: which items a transaction has, which rules apply to it. Output fields choose among these.</summary>
internal static class AssociationModelLowering
{
    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var association = (AssociationModel)model;
        if (model.Common.Output.IsEmpty)
        {
            // There is no single prediction that could be shown.
            ModelLowering.Unsupported(
                scope, model.Location, "an AssociationModel without output fields", "it does not say which parts of which rules to show");
            return null;
        }

        if (ItemFlags.Of(association, scope) is not { } items)
        {
            return null;
        }

        var itemsets = new Dictionary<string, Expression>(StringComparer.Ordinal);
        ApplicableRule[] rules =
        [
            .. association.Rules.Select(rule => new ApplicableRule(rule, Has(rule.Antecedent), Has(rule.Consequent))),
        ];
        return ModelLowering.Simple(new ModelResult
        {
            Function = MiningFunction.AssociationRules,
            Rules = new RankedRules(association, rules, scope),
        });

        Expression Has(string itemset)
        {
            if (!itemsets.TryGetValue(itemset, out Expression? has))
            {
                Expression all = Build.And([.. association.Itemsets[itemset].Distinct(StringComparer.Ordinal).Select(item => items[item])]);
                has = scope.Context.Plan.Define($"has_itemset_{itemset}", all, new Origin($"Itemset {itemset}", model.Location));
                itemsets.Add(itemset, has);
            }

            return has;
        }
    }
}

/// <summary>A rule with what a transaction has of it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="HasAntecedent">Whether all items of the antecedent are there.</param>
/// <param name="HasConsequent">Whether all items of the consequent are there.</param>
internal sealed record ApplicableRule(AssociationRule Rule, Expression HasAntecedent, Expression HasConsequent);
