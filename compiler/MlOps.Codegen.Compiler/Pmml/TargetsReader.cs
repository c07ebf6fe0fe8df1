using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads a model's Targets.</summary>
internal static class TargetsReader
{
    /// <summary>Reads the element.</summary>
    public static ImmutableArray<Target> Read(PmmlElement targets, ReadContext context)
    {
        context.Takes(targets);
        ImmutableArray<Target>.Builder read = ImmutableArray.CreateBuilder<Target>();
        foreach (PmmlElement child in targets.Children)
        {
            if (child.Name == "Target")
            {
                read.Add(ReadTarget(child, context));
            }
            else
            {
                context.Unexpected(child);
            }
        }

        return read.ToImmutable();
    }

    private static Target ReadTarget(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "field", "optype", "castInteger", "min", "max", "rescaleConstant", "rescaleFactor");
        ImmutableArray<TargetValue>.Builder values = ImmutableArray.CreateBuilder<TargetValue>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "TargetValue")
            {
                values.Add(ReadValue(child, context));
            }
            else
            {
                context.Unexpected(child);
            }
        }

        // An infinite limit limits nothing.
        double? min = context.NumberOrInfinity(element, "min");
        double? max = context.NumberOrInfinity(element, "max");
        if (min is double.PositiveInfinity)
        {
            context.InvalidNumber(element, "min", "a finite number or -INF");
        }

        if (max is double.NegativeInfinity)
        {
            context.InvalidNumber(element, "max", "a finite number or INF");
        }

        return new Target(
            element.Attribute("field") ?? "",
            context.Keyword(element, "optype", Keywords.OpType),
            context.Keyword(element, "castInteger", Keywords.CastInteger) ?? CastInteger.None,
            min is double.NegativeInfinity ? null : min,
            max is double.PositiveInfinity ? null : max,
            context.Number(element, "rescaleConstant") ?? 0,
            context.Number(element, "rescaleFactor") ?? 1,
            values.ToImmutable(),
            element.Location);
    }

    private static TargetValue ReadValue(PmmlElement element, ReadContext context)
    {
        // rawDataValue is PMML 3.0's name for displayValue.
        context.Takes(element, "value", "displayValue", "rawDataValue", "priorProbability", "defaultValue");
        context.NoChildren(element);
        return new TargetValue(
            element.Attribute("value"),
            element.Attribute("displayValue") ?? element.Attribute("rawDataValue"),
            context.Probability(element, "priorProbability"),
            context.Number(element, "defaultValue"),
            element.Location);
    }
}
