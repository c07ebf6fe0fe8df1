using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.RuleSetModels;

/// <summary>Reads a RuleSetModel.</summary>
internal static class RuleSetModelReader
{
    private static readonly KeywordSet<RuleSelectionCriterion> Criteria = new(
        ("weightedSum", RuleSelectionCriterion.WeightedSum),
        ("weightedMax", RuleSelectionCriterion.WeightedMax),
        ("firstHit", RuleSelectionCriterion.FirstHit));

    /// <summary>Reads the element.</summary>
    public static RuleSetModel Read(PmmlElement element, ReadContext context)
    {
        ModelCommon common = ModelCommonReader.Read(element, [], ["RuleSet"], context);
        PmmlElement? ruleSet = element.Child("RuleSet");
        if (ruleSet is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a RuleSet");
            return new RuleSetModel(common, RuleSelectionCriterion.FirstHit, null, null, []);
        }

        context.Takes(ruleSet, "recordCount", "nbCorrect", "defaultScore", "defaultConfidence");
        RuleSelectionCriterion? criterion = null;
        foreach (PmmlElement child in ruleSet.Children)
        {
            if (child.Name == "RuleSelectionMethod")
            {
                context.Takes(child, "criterion");
                context.NoChildren(child);

                // "If more than one method is included, the first is the default for scoring" (PMML 4.4, Ruleset).
                criterion ??= context.RequiredKeyword(child, "criterion", Criteria);
            }
            else if (child.Name is not ("ScoreDistribution" or "SimpleRule" or "CompoundRule"))
            {
                context.Unexpected(child);
            }
        }

        if (criterion is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, ruleSet.Location, ruleSet.Name, "a RuleSelectionMethod");
        }

        return new RuleSetModel(
            common,
            criterion ?? RuleSelectionCriterion.FirstHit,
            ruleSet.Attribute("defaultScore"),
            context.Number(ruleSet, "defaultConfidence"),
            ReadRules(ruleSet, context));
    }

    private static bool IsRule(PmmlElement element) => element.Name is "SimpleRule" or "CompoundRule";

    private static ImmutableArray<Rule> ReadRules(PmmlElement ruleSet, ReadContext context)
    {
        var rules = ImmutableArray.CreateBuilder<Rule>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        int position = 0;
        foreach (PmmlElement child in ruleSet.Children)
        {
            if (IsRule(child))
            {
                // The parts of a compound rule are made before it, in the order of the file: positions count simple rules only.
                rules.Add(ElementFolding.Fold<Rule>(
                    child,
                    inner => inner.Parent!.Name == "CompoundRule" && IsRule(inner),
                    (element, parts) => element.Name == "SimpleRule" ? ReadSimple(element, ++position, ids, context) : ReadCompound(element, parts, context),
                    context));
            }
        }

        return rules.ToImmutable();
    }

    private static SimpleRule ReadSimple(PmmlElement element, int position, HashSet<string> ids, ReadContext context)
    {
        // How often it was right describes it; so do the distributions of scores.
        context.Takes(element, "id", "score", "recordCount", "nbCorrect", "confidence", "weight");
        foreach (PmmlElement child in element.Children)
        {
            if (!PredicateReader.IsPredicate(child) && child.Name != "ScoreDistribution")
            {
                context.Unexpected(child);
            }
        }

        string id = element.Attribute("id") ?? position.ToString(CultureInfo.InvariantCulture);
        if (!ids.Add(id))
        {
            context.Report(DiagnosticDescriptors.DuplicateName, element.Location, element.Name, id);
        }

        return new SimpleRule(
            id,
            context.RequiredText(element, "score"),
            context.Number(element, "confidence") ?? 1,
            context.Number(element, "weight") ?? 1,
            PredicateReader.ReadOnly(element, context),
            element.Location);
    }

    private static CompoundRule ReadCompound(PmmlElement element, List<Rule> parts, ReadContext context)
    {
        context.Takes(element);
        foreach (PmmlElement child in element.Children)
        {
            if (!PredicateReader.IsPredicate(child) && !IsRule(child))
            {
                context.Unexpected(child);
            }
        }

        if (parts.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a SimpleRule");
        }

        return new CompoundRule([.. parts], PredicateReader.ReadOnly(element, context), element.Location);
    }
}
