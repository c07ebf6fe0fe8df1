using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads a model's Output.</summary>
internal static class OutputReader
{
    private static readonly KeywordSet<ResultFeature> Features = new(
        ("predictedValue", ResultFeature.PredictedValue),
        ("predictedDisplayValue", ResultFeature.PredictedDisplayValue),
        ("transformedValue", ResultFeature.TransformedValue),
        ("decision", ResultFeature.Decision),
        ("probability", ResultFeature.Probability),
        ("affinity", ResultFeature.Affinity),
        ("residual", ResultFeature.Residual),
        ("standardError", ResultFeature.StandardError),
        ("standardDeviation", ResultFeature.StandardDeviation),
        ("clusterId", ResultFeature.ClusterId),
        ("clusterAffinity", ResultFeature.ClusterAffinity),
        ("entityId", ResultFeature.EntityId),
        ("entityAffinity", ResultFeature.EntityAffinity),
        ("warning", ResultFeature.Warning),
        ("ruleValue", ResultFeature.RuleValue),
        ("reasonCode", ResultFeature.ReasonCode),
        ("antecedent", ResultFeature.Antecedent),
        ("consequent", ResultFeature.Consequent),
        ("rule", ResultFeature.Rule),
        ("ruleId", ResultFeature.RuleId),
        ("confidence", ResultFeature.Confidence),
        ("support", ResultFeature.Support),
        ("lift", ResultFeature.Lift),
        ("leverage", ResultFeature.Leverage),
        ("confidenceIntervalLower", ResultFeature.ConfidenceIntervalLower),
        ("confidenceIntervalUpper", ResultFeature.ConfidenceIntervalUpper),
        ("x-report", ResultFeature.Report));

    private static readonly KeywordSet<RuleFeature> RuleFeatures = new(
        ("antecedent", RuleFeature.Antecedent),
        ("consequent", RuleFeature.Consequent),
        ("rule", RuleFeature.Rule),
        ("ruleId", RuleFeature.RuleId),
        ("confidence", RuleFeature.Confidence),
        ("support", RuleFeature.Support),
        ("lift", RuleFeature.Lift),
        ("leverage", RuleFeature.Leverage),
        ("affinity", RuleFeature.Affinity));

    private static readonly KeywordSet<RankBasis> RankBases = new(
        ("confidence", RankBasis.Confidence),
        ("support", RankBasis.Support),
        ("lift", RankBasis.Lift),
        ("leverage", RankBasis.Leverage),
        ("affinity", RankBasis.Affinity));

    private static readonly KeywordSet<RuleAlgorithm> Algorithms = new(
        ("recommendation", RuleAlgorithm.Recommendation),
        ("exclusiveRecommendation", RuleAlgorithm.ExclusiveRecommendation),
        ("ruleAssociation", RuleAlgorithm.RuleAssociation));

    private static readonly KeywordSet<bool> Descending = new(("descending", true), ("ascending", false));
    private static readonly KeywordSet<bool> MultiValued =
        new(("0", false), ("1", true), ("false", false), ("true", true));

    /// <summary>Reads the element.</summary>
    public static ImmutableArray<OutputField> Read(PmmlElement output, ReadContext context)
    {
        context.Takes(output);
        ImmutableArray<OutputField>.Builder fields = ImmutableArray.CreateBuilder<OutputField>();
        var names = new HashSet<string>();
        foreach (PmmlElement child in output.Children)
        {
            if (child.Name != "OutputField")
            {
                context.Unexpected(child);
                continue;
            }

            OutputField field = ReadField(child, context);
            fields.Add(field);
            if (!names.Add(field.Name) && field.Name.Length > 0)
            {
                context.Report(
                    DiagnosticDescriptors.DuplicateName, child.AttributeLocation("name"), "OutputField", field.Name);
            }
        }

        return fields.ToImmutable();
    }

    private static OutputField ReadField(PmmlElement element, ReadContext context)
    {
        context.Takes(
            element, "name", "displayName", "optype", "dataType", "targetField", "feature", "value", "ruleFeature", "algorithm",
            "rank", "rankBasis", "rankOrder", "isMultiValued", "segmentId", "isFinalResult", "x-reportField");
        bool hasExpression = CheckChildren(element, context);
        ResultFeature feature = ReadFeature(element, context);
        PipelineExpression? expression = null;

        // With a segmentId, a transformed value is the output field of that segment which the attribute value names.
        bool needsExpression = feature is ResultFeature.TransformedValue or ResultFeature.Decision
            && element.Attribute("segmentId") is null;
        if (hasExpression || needsExpression)
        {
            expression = ExpressionReader.ReadOnly(element, context);
        }

        return new OutputField(
            context.RequiredText(element, "name"),
            context.Keyword(element, "optype", Keywords.OpType),
            context.Keyword(element, "dataType", Keywords.DataType),
            feature,
            element.Attribute("targetField"),
            element.Attribute("value"),
            context.Keyword(element, "ruleFeature", RuleFeatures) ?? RuleFeature.Consequent,
            context.Integer(element, "rank", 1),
            context.Keyword(element, "rankBasis", RankBases) ?? RankBasis.Confidence,
            context.Keyword(element, "rankOrder", Descending) ?? true,
            context.Keyword(element, "algorithm", Algorithms) ?? RuleAlgorithm.ExclusiveRecommendation,
            context.Keyword(element, "isMultiValued", MultiValued) ?? false,
            element.Attribute("segmentId"),
            context.Boolean(element, "isFinalResult") ?? true,
            expression,
            element.Location);
    }

    // Decisions and Values describe what may come out; they change nothing.
    private static bool CheckChildren(PmmlElement element, ReadContext context)
    {
        bool hasExpression = false;
        foreach (PmmlElement child in element.Children)
        {
            if (ExpressionReader.IsExpression(child))
            {
                hasExpression = true;
            }
            else if (child.Name is not ("Decisions" or "Value"))
            {
                context.Unexpected(child);
            }
        }

        return hasExpression;
    }

    private static ResultFeature ReadFeature(PmmlElement element, ReadContext context)
    {
        if (element.Attribute("feature") is "confidenceIntervalLower" or "confidenceIntervalUpper")
        {
            context.Unsupported(
                element, $"the feature {element.Attribute("feature")}", "confidence intervals are not computed");
            return ResultFeature.PredictedValue;
        }

        return context.Keyword(element, "feature", Features) ?? ResultFeature.PredictedValue;
    }
}
