using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.RuleSetModels;

/// <summary>Lowers rule sets: a condition per rule, and the choice among those that fire (PMML 4.4, Ruleset).</summary>
internal static class RuleSetModelLowering
{
    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var ruleSet = (RuleSetModel)model;
        if (ruleSet.Common.Function != MiningFunction.Classification)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, model.Location, "a RuleSetModel does classification and nothing else");
            return null;
        }

        var rules = new List<FiringRule>();
        if (!ModelLowering.ComputesInDouble(scope) || !Collect(ruleSet.Rules, scope, rules))
        {
            return null;
        }

        Literal? defaultScore = ruleSet.DefaultScore is { } score ? Classification.Category(score, scope, model.Location) : null;
        if (rules.Count == 0 && defaultScore is null)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, model.Location, "the RuleSet has neither rules nor a defaultScore");
            return null;
        }

        var selection = new RuleSelection(ruleSet, rules, defaultScore, scope);
        return ModelLowering.Simple(new ModelResult
        {
            Function = MiningFunction.Classification,
            Prediction = Classification.Label(selection.Score(), scope),
            Confidences = model.Common.Output.Any(field => field.Feature == ResultFeature.Confidence) ? selection.Confidences() : [],
            EntityId = selection.RuleId(),
        });
    }

    // Simple rules with the conditions of the compound rules around them, without recursion: nesting comes from the file.
    private static bool Collect(ImmutableArray<Rule> top, ModelScope scope, List<FiringRule> rules)
    {
        var pending = new Stack<(Rule Rule, Expression Around)>();
        foreach (Rule rule in top.Reverse())
        {
            pending.Push((rule, Literal.True));
        }

        while (pending.TryPop(out (Rule Rule, Expression Around) next))
        {
            var origin = new Origin(
                next.Rule is SimpleRule named ? $"SimpleRule {named.Id}" : "CompoundRule", next.Rule.Location);
            if (PredicateLowering.Lower(next.Rule.Predicate, scope, origin) is not { } own)
            {
                return false;
            }

            string name = next.Rule is SimpleRule rule ? $"rule_{rule.Id}_fires" : "rule_applies";
            Expression condition = scope.Context.Plan.Define(name, Build.And(next.Around, own), origin);
            switch (next.Rule)
            {
                case SimpleRule simple:
                    rules.Add(new FiringRule(simple, Classification.Category(simple.Score, scope, simple.Location), condition));
                    break;
                case CompoundRule compound:
                    foreach (Rule inner in compound.Rules.Reverse())
                    {
                        pending.Push((inner, condition));
                    }

                    break;
                default:
                    throw new InvalidOperationException($"unknown rule {next.Rule.GetType().Name}");
            }
        }

        return true;
    }
}

/// <summary>A simple rule with its condition.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Score">The category that it predicts.</param>
/// <param name="Fires">Whether it fires; missing counts as false.</param>
internal sealed record FiringRule(SimpleRule Rule, Literal Score, Expression Fires);
