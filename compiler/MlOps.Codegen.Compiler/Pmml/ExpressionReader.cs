using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads expressions (PMML 4.4, Transformations and Functions: EXPRESSION).</summary>
internal static class ExpressionReader
{
    // Function calls nest in calls: far more than people or tools write, and bounded.
    private const int MaxDepth = 500;

    /// <summary>The first expression inside an element; null where there is none.</summary>
    public static PipelineExpression? ReadInside(PmmlElement element, ReadContext context)
    {
        foreach (PmmlElement child in element.Children)
        {
            if (IsExpression(child))
            {
                return Read(child, context, 0);
            }
        }

        return null;
    }

    /// <summary>The expression inside an element; a diagnostic where there is none.</summary>
    public static PipelineExpression RequireInside(PmmlElement element, ReadContext context)
    {
        if (ReadInside(element, context) is { } expression)
        {
            return expression;
        }

        context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "expression");
        return Missing(element);
    }

    private static bool IsExpression(PmmlElement element) => element.Name is "Constant" or "FieldRef" or "Apply"
        or "NormContinuous" or "NormDiscrete" or "Discretize" or "MapValues" or "TextIndex" or "Aggregate" or "Lag";

    private static PipelineExpression Read(PmmlElement element, ReadContext context, int depth)
    {
        if (depth > MaxDepth)
        {
            context.Report(DiagnosticDescriptors.TooDeep, element, MaxDepth);
            return Missing(element);
        }

        switch (element.Name)
        {
            case "Constant":
                bool missing = context.Flag(element, "missing", false);
                return new Constant(element.Text, context.TypeOf(element), missing, element.Location);
            case "FieldRef":
                return new FieldRef(context.Required(element, "field"), element["mapMissingTo"], element.Location);
            case "Apply":
                return new Apply(
                    context.Required(element, "function"),
                    [.. element.Children.Select(child => Read(child, context, depth + 1))],
                    element["mapMissingTo"],
                    element["defaultValue"],
                    context.Enum(element, "invalidValueTreatment", InvalidValueTreatment.ReturnInvalid),
                    element.Location);
            case "NormContinuous":
                return ReadNormContinuous(element, context);
            case "NormDiscrete":
                return new NormDiscrete(
                    context.Required(element, "field"),
                    context.Required(element, "value"),
                    context.Number(element, "mapMissingTo"),
                    element.Location);
            case "Discretize":
                return ReadDiscretize(element, context);
            case "MapValues":
                return MapValuesReader.Read(element, context);
            case "TextIndex":
                return TextIndexReader.Read(element, Read, context, depth);
            case "Aggregate" or "Lag":
                context.Report(
                    DiagnosticDescriptors.UnsupportedElement, element, element.Name, "it needs other rows than the one that is scored");
                return Missing(element);
            default:
                context.Report(DiagnosticDescriptors.UnexpectedElement, element, element.Name, element.Parent?.Name);
                return Missing(element);
        }
    }

    private static Constant Missing(PmmlElement element) => new("", null, true, element.Location);

    private static NormContinuous ReadNormContinuous(PmmlElement element, ReadContext context)
    {
        ImmutableArray<LinearNorm> norms = [.. element.ChildrenNamed("LinearNorm").Select(norm =>
            new LinearNorm(context.RequiredNumber(norm, "orig"), context.RequiredNumber(norm, "norm")))];
        if (norms.Length < 2)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "second LinearNorm");
        }

        for (int i = 1; i < norms.Length; i++)
        {
            if (!(norms[i - 1].Orig < norms[i].Orig))
            {
                context.Report(
                    DiagnosticDescriptors.InconsistentModel, element, "the orig values of LinearNorm must ascend");
                break;
            }
        }

        return new NormContinuous(
            context.Required(element, "field"),
            context.Number(element, "mapMissingTo"),
            context.Enum(element, "outliers", OutlierTreatment.AsIs),
            norms,
            element.Location);
    }

    private static Discretize ReadDiscretize(PmmlElement element, ReadContext context)
    {
        var bins = ImmutableArray.CreateBuilder<DiscretizeBin>();
        foreach (PmmlElement bin in element.ChildrenNamed("DiscretizeBin"))
        {
            if (bin.Child("Interval") is { } interval)
            {
                bins.Add(new DiscretizeBin(
                    context.Required(bin, "binValue"), DataDictionaryReader.ReadInterval(interval, context)));
            }
            else
            {
                context.Report(DiagnosticDescriptors.MissingElement, bin, bin.Name, "Interval");
            }
        }

        return new Discretize(
            context.Required(element, "field"),
            bins.ToImmutable(),
            element["mapMissingTo"],
            element["defaultValue"],
            context.TypeOf(element),
            element.Location);
    }
}
