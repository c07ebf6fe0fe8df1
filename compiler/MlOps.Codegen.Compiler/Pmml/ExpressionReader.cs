using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads PMML's expressions.</summary>
internal static class ExpressionReader
{
    /// <summary>Whether the element is an expression.</summary>
    public static bool IsExpression(PmmlElement element) =>
        element.Name is "Constant" or "FieldRef" or "Apply" or "NormContinuous" or "NormDiscrete" or "Discretize"
            or "MapValues" or "TextIndex" or "Aggregate" or "Lag";

    /// <summary>The one expression among an element's children.</summary>
    public static PipelineExpression ReadOnly(PmmlElement parent, ReadContext context)
    {
        PmmlElement? found = null;
        foreach (PmmlElement child in parent.Children)
        {
            if (!IsExpression(child))
            {
                continue;
            }

            if (found is not null)
            {
                context.Unexpected(child);
            }

            found ??= child;
        }

        if (found is null)
        {
            return Absent(parent, context);
        }

        return Read(found, context);
    }

    /// <summary>An expression with all those inside it.</summary>
    public static PipelineExpression Read(PmmlElement expression, ReadContext context) =>
        ElementFolding.Fold<PipelineExpression>(
            expression,
            child => child.Parent!.Name is "Apply" or "TextIndex" && IsExpression(child),
            (element, operands) => Make(element, operands, context),
            context);

    private static PipelineExpression Make(PmmlElement element, List<PipelineExpression> operands, ReadContext context)
    {
        switch (element.Name)
        {
            case "Constant":
                return ReadConstant(element, context);
            case "FieldRef":
                context.Takes(element, "field", "mapMissingTo");
                context.NoChildren(element);
                return new FieldRef(
                    context.RequiredText(element, "field"), element.Attribute("mapMissingTo"), element.Location);
            case "Apply":
                return ReadApply(element, operands, context);
            case "NormContinuous":
                return ReadNormContinuous(element, context);
            case "NormDiscrete":
                // "method" was PMML 3's, whose only value says what is done anyway.
                context.Takes(element, "field", "value", "mapMissingTo", "method");
                context.NoChildren(element);
                return new NormDiscrete(
                    context.RequiredText(element, "field"),
                    context.RequiredText(element, "value"),
                    context.Number(element, "mapMissingTo"),
                    element.Location);
            case "Discretize":
                return ReadDiscretize(element, context);
            case "MapValues":
                return MapValuesReader.Read(element, context);
            case "TextIndex":
                return TextIndexReader.Read(
                    element, operands.Count > 0 ? operands : [Absent(element, context)], context);
            case "Aggregate":
                context.Unsupported(element, "Aggregate", "a row is scored by itself, without the rows around it");
                return new Constant("", null, true, element.Location);
            case "Lag":
                return ReadLag(element, context);
            default:
                throw new InvalidOperationException($"{element.Name} is not an expression");
        }
    }

    // No rows back is the row itself; anything else needs others.
    private static PipelineExpression ReadLag(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "field", "n", "aggregate");
        string field = context.RequiredText(element, "field");
        if (context.Integer(element, "n", 1, least: 0) == 0)
        {
            return new FieldRef(field, null, element.Location);
        }

        context.Unsupported(element, "Lag", "a row is scored by itself, without the rows before it");
        return new Constant("", null, true, element.Location);
    }

    private static Constant Absent(PmmlElement parent, ReadContext context)
    {
        context.Report(DiagnosticDescriptors.MissingElement, parent.Location, parent.Name, "an expression");
        return new Constant("", null, true, parent.Location);
    }

    private static Constant ReadConstant(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "dataType", "missing");
        context.NoChildren(element);
        return new Constant(
            element.Text,
            context.Keyword(element, "dataType", Keywords.DataType),
            context.Boolean(element, "missing") ?? false,
            element.Location);
    }

    private static Apply ReadApply(PmmlElement element, List<PipelineExpression> operands, ReadContext context)
    {
        context.Takes(element, "function", "mapMissingTo", "defaultValue", "invalidValueTreatment");
        foreach (PmmlElement child in element.Children)
        {
            if (!IsExpression(child))
            {
                context.Unexpected(child);
            }
        }

        string? mapMissingTo = element.Attribute("mapMissingTo");
        string? defaultValue = element.Attribute("defaultValue");

        // What 4.1 called mapMissingTo stood for a missing result; 4.2 renamed it and gave the name to missing arguments.
        if (context.Version.IsUpTo(4, 1))
        {
            defaultValue ??= mapMissingTo;
            mapMissingTo = null;
        }

        return new Apply(
            context.RequiredText(element, "function"),
            [.. operands],
            mapMissingTo,
            defaultValue,
            context.Keyword(element, "invalidValueTreatment", Keywords.InvalidValueTreatment)
                ?? InvalidValueTreatment.ReturnInvalid,
            element.Location);
    }

    private static NormContinuous ReadNormContinuous(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "field", "mapMissingTo", "outliers");
        ImmutableArray<LinearNorm>.Builder norms = ImmutableArray.CreateBuilder<LinearNorm>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name != "LinearNorm")
            {
                context.Unexpected(child);
                continue;
            }

            context.Takes(child, "orig", "norm");
            context.NoChildren(child);
            var norm = new LinearNorm(context.RequiredNumber(child, "orig"), context.RequiredNumber(child, "norm"));
            if (norms.Count > 0 && norm.Orig <= norms[^1].Orig)
            {
                context.Report(
                    DiagnosticDescriptors.InconsistentModel, child.Location, "LinearNorm elements must ascend by orig");
            }

            norms.Add(norm);
        }

        if (norms.Count < 2)
        {
            context.Report(
                DiagnosticDescriptors.MissingElement, element.Location, element.Name, "at least two LinearNorm elements");
        }

        return new NormContinuous(
            context.RequiredText(element, "field"),
            context.Number(element, "mapMissingTo"),
            context.Keyword(element, "outliers", Keywords.OutlierTreatment) ?? OutlierTreatment.AsIs,
            norms.ToImmutable(),
            element.Location);
    }

    private static Discretize ReadDiscretize(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "field", "mapMissingTo", "defaultValue", "dataType");
        ImmutableArray<DiscretizeBin>.Builder bins = ImmutableArray.CreateBuilder<DiscretizeBin>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "DiscretizeBin")
            {
                bins.Add(ReadBin(child, context));
            }
            else
            {
                context.Unexpected(child);
            }
        }

        return new Discretize(
            context.RequiredText(element, "field"),
            bins.ToImmutable(),
            element.Attribute("mapMissingTo"),
            element.Attribute("defaultValue"),
            context.Keyword(element, "dataType", Keywords.DataType),
            element.Location);
    }

    private static DiscretizeBin ReadBin(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "binValue");
        Interval? interval = null;
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "Interval" && interval is null)
            {
                interval = DataDictionaryReader.ReadInterval(child, context);
            }
            else
            {
                context.Unexpected(child);
            }
        }

        if (interval is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "an Interval");
        }

        return new DiscretizeBin(
            context.RequiredText(element, "binValue"),
            interval ?? new Interval(Closure.OpenOpen, null, null, element.Location));
    }
}
