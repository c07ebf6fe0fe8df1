using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.Scorecards;

/// <summary>Reads a Scorecard.</summary>
internal static class ScorecardReader
{
    private static readonly KeywordSet<bool> PointsBelow = new(("pointsBelow", true), ("pointsAbove", false));

    // How the baseline was found, for people.
    private static readonly KeywordSet<int> BaselineMethods =
        new(("max", 0), ("min", 1), ("mean", 2), ("neutral", 3), ("other", 4));

    /// <summary>Reads the element.</summary>
    public static Scorecard Read(PmmlElement element, ReadContext context)
    {
        ModelCommon common = ModelCommonReader.Read(
            element,
            ["initialScore", "useReasonCodes", "reasonCodeAlgorithm", "baselineScore", "baselineMethod"],
            ["Characteristics"],
            context);
        ImmutableArray<Characteristic>.Builder characteristics = ImmutableArray.CreateBuilder<Characteristic>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "Characteristics")
            {
                ReadCharacteristics(child, characteristics, context);
            }
        }

        if (characteristics.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a Characteristic");
        }

        context.Keyword(element, "baselineMethod", BaselineMethods);
        return new Scorecard(
            common,
            context.Number(element, "initialScore") ?? 0,
            context.Boolean(element, "useReasonCodes") ?? true,
            context.Keyword(element, "reasonCodeAlgorithm", PointsBelow) ?? true,
            context.Number(element, "baselineScore"),
            characteristics.ToImmutable());
    }

    private static void ReadCharacteristics(
        PmmlElement element, ImmutableArray<Characteristic>.Builder characteristics, ReadContext context)
    {
        context.Takes(element);
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "Characteristic")
            {
                characteristics.Add(ReadCharacteristic(child, context));
            }
            else
            {
                context.Unexpected(child);
            }
        }
    }

    private static Characteristic ReadCharacteristic(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "name", "reasonCode", "baselineScore");
        ImmutableArray<ScorecardAttribute>.Builder attributes = ImmutableArray.CreateBuilder<ScorecardAttribute>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "Attribute")
            {
                attributes.Add(ReadAttribute(child, context));
            }
            else
            {
                context.Unexpected(child);
            }
        }

        if (attributes.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "an Attribute");
        }

        return new Characteristic(
            element.Attribute("name") ?? "",
            element.Attribute("reasonCode"),
            context.Number(element, "baselineScore"),
            attributes.ToImmutable(),
            element.Location);
    }

    private static ScorecardAttribute ReadAttribute(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "reasonCode", "partialScore");
        PipelineExpression? complex = null;
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "ComplexPartialScore" && complex is null)
            {
                context.Takes(child);
                foreach (PmmlElement inner in child.Children)
                {
                    if (!ExpressionReader.IsExpression(inner))
                    {
                        context.Unexpected(inner);
                    }
                }

                complex = ExpressionReader.ReadOnly(child, context);
            }
            else if (!PredicateReader.IsPredicate(child))
            {
                context.Unexpected(child);
            }
        }

        return new ScorecardAttribute(
            PredicateReader.ReadOnly(element, context),
            context.Number(element, "partialScore"),
            element.Attribute("reasonCode"),
            complex,
            element.Location);
    }
}
