using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.RegressionModels;

/// <summary>Reads a RegressionModel.</summary>
internal static class RegressionModelReader
{
    private static readonly KeywordSet<RegressionNormalization> Normalizations = new(
        ("none", RegressionNormalization.None),
        ("simplemax", RegressionNormalization.Simplemax),
        ("softmax", RegressionNormalization.Softmax),
        ("logit", RegressionNormalization.Logit),
        ("probit", RegressionNormalization.Probit),
        ("cloglog", RegressionNormalization.Cloglog),
        ("exp", RegressionNormalization.Exp),
        ("loglog", RegressionNormalization.Loglog),
        ("cauchit", RegressionNormalization.Cauchit));

    /// <summary>Reads the element.</summary>
    public static RegressionModel Read(PmmlElement element, ReadContext context)
    {
        // targetFieldName repeats what the schema says.
        ModelCommon common = ModelCommonReader.Read(
            element, ["modelType", "targetFieldName", "normalizationMethod"], ["RegressionTable"], context);
        ImmutableArray<RegressionTable>.Builder tables = ImmutableArray.CreateBuilder<RegressionTable>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "RegressionTable")
            {
                tables.Add(ReadTable(child, context));
            }
        }

        if (tables.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a RegressionTable");
        }

        RegressionNormalization normalization =
            context.Keyword(element, "normalizationMethod", Normalizations) ?? RegressionNormalization.None;

        // PMML 3's modelType logisticRegression means softmax where nothing else is said; later it only describes.
        if (context.Version.IsUpTo(3, 2)
            && element.Attribute("normalizationMethod") is null
            && element.Attribute("modelType") == "logisticRegression")
        {
            normalization = common.Function == MiningFunction.Classification
                ? RegressionNormalization.Softmax
                : RegressionNormalization.Logit;
        }

        return new RegressionModel(common, normalization, tables.ToImmutable());
    }

    private static RegressionTable ReadTable(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "intercept", "targetCategory", "x-targetField");
        if (element.Attribute("x-targetField") is not null)
        {
            context.Unsupported(element, "RegressionTable/@x-targetField", "a table per target field is not PMML");
        }

        if (element.Attribute("intercept") is null)
        {
            context.Report(DiagnosticDescriptors.AssumedAttribute, element.Location, element.Name, "intercept", "0");
        }

        ImmutableArray<NumericPredictor>.Builder numeric = ImmutableArray.CreateBuilder<NumericPredictor>();
        ImmutableArray<CategoricalPredictor>.Builder categorical = ImmutableArray.CreateBuilder<CategoricalPredictor>();
        ImmutableArray<PredictorTerm>.Builder terms = ImmutableArray.CreateBuilder<PredictorTerm>();
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "NumericPredictor":
                    numeric.Add(ReadNumeric(child, context));
                    break;
                case "CategoricalPredictor":
                    categorical.Add(ReadCategorical(child, context));
                    break;
                case "PredictorTerm":
                    terms.Add(ReadTerm(child, context));
                    break;
                default:
                    context.Unexpected(child);
                    break;
            }
        }

        return new RegressionTable(
            context.Number(element, "intercept") ?? 0,
            element.Attribute("targetCategory"),
            numeric.ToImmutable(),
            categorical.ToImmutable(),
            terms.ToImmutable(),
            element.Location);
    }

    private static NumericPredictor ReadNumeric(PmmlElement element, ReadContext context)
    {
        // PMML 3 also had mean, which scoring does not use.
        context.Takes(element, "name", "exponent", "coefficient", "mean");
        context.NoChildren(element);
        return new NumericPredictor(
            context.RequiredText(element, "name"),
            context.Integer(element, "exponent", 1),
            context.RequiredNumber(element, "coefficient"),
            element.Location);
    }

    private static CategoricalPredictor ReadCategorical(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "name", "value", "coefficient");
        context.NoChildren(element);
        return new CategoricalPredictor(
            context.RequiredText(element, "name"),
            context.RequiredText(element, "value"),
            context.RequiredNumber(element, "coefficient"),
            element.Location);
    }

    private static PredictorTerm ReadTerm(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "name", "coefficient");
        ImmutableArray<string>.Builder fields = ImmutableArray.CreateBuilder<string>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name != "FieldRef")
            {
                context.Unexpected(child);
                continue;
            }

            context.Takes(child, "field", "mapMissingTo");
            context.NoChildren(child);
            fields.Add(context.RequiredText(child, "field"));
            if (child.Attribute("mapMissingTo") is not null)
            {
                context.Unsupported(child, "FieldRef/@mapMissingTo in a PredictorTerm", "use a DerivedField");
            }
        }

        if (fields.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a FieldRef");
        }

        return new PredictorTerm(fields.ToImmutable(), context.RequiredNumber(element, "coefficient"), element.Location);
    }
}
